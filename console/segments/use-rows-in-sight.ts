import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";

interface RowInSight<Item> {
  readonly key: string;
  readonly index: number;
  readonly item: Item;
  /** How far below the top of the list it stands, in pixels. */
  readonly offset: number;
}

/** Of a list in the page, the rows that are in sight or nearly so; each measures itself. */
export function useRowsInSight<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  usualHeight: number,
) {
  const list = useRef<HTMLDivElement>(null);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => usualHeight,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (at) => {
      const item = items[at];
      return item === undefined ? at : keyOf(item);
    },
  });
  const inSight = rows.getVirtualItems().flatMap(({ key, index, start }): RowInSight<Item>[] => {
    const item = items[index];
    if (item === undefined) return [];
    return [{ key: String(key), index, item, offset: start - rows.options.scrollMargin }];
  });
  return { list, inSight, height: rows.getTotalSize(), measure: rows.measureElement };
}
