import { type ReactNode, useEffect } from "react";
import { useRowsInSight } from "./use-rows-in-sight.ts";
import classes from "./virtual-rows.module.css";

interface VirtualRowsProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  keyOf(item: Item): string;
  /** The end is in sight: there may be more to read. */
  onEnd(): void;
  readonly children: (item: Item) => ReactNode;
}

const usualRowHeight = 61;

/** A list of which only the rows in sight are in the page; it grows as one comes to its end. */
export function VirtualRows<Item>(props: VirtualRowsProps<Item>) {
  const { label, items, keyOf, onEnd, children } = props;
  const { list, inSight, height, measure } = useRowsInSight(items, keyOf, usualRowHeight);
  const last = inSight.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= items.length - 1) onEnd();
  }, [last, items.length, onEnd]);
  return (
    <div ref={list} role="list" aria-label={label} className={classes["list"]} style={{ height }}>
      {inSight.map(({ key, index, item, offset }) => (
        <div
          key={key}
          ref={measure}
          role="listitem"
          aria-posinset={index + 1}
          aria-setsize={-1}
          data-index={index}
          className={classes["row"]}
          style={{ transform: `translateY(${offset}px)` }}
        >
          {children(item)}
        </div>
      ))}
    </div>
  );
}
