import { Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useRowsInSight } from "../use-rows-in-sight.ts";
import type { ListView, Order, Segment } from "./list-view.ts";
import { ordered } from "./list-view.ts";
import classes from "./segment-list.module.css";
import { SegmentRow } from "./segment-row.tsx";

interface SegmentListProps {
  readonly segments: readonly Segment[];
  readonly view: ListView;
  readonly onView: (view: ListView) => void;
}

const usualRowHeight = 73;

/** All segments of a view; only the rows in sight are in the page. */
export function SegmentList({ segments, view, onView }: SegmentListProps) {
  const { list, inSight, height, measure } = useRowsInSight(segments, idOf, usualRowHeight);
  return (
    <div
      role="table"
      aria-label="Segments"
      aria-rowcount={segments.length + 1}
      className={classes["list"]}
    >
      <div role="rowgroup">
        <Head view={view} onView={onView} />
      </div>
      <div role="rowgroup" ref={list} className={classes["body"]} style={{ height }}>
        {inSight.map(({ key, index, item, offset }) => (
          <div
            key={key}
            ref={measure}
            role="row"
            aria-rowindex={index + 2}
            data-index={index}
            className={classes["row"]}
            style={{ transform: `translateY(${offset}px)` }}
          >
            <SegmentRow segment={item} />
          </div>
        ))}
      </div>
    </div>
  );
}

function idOf({ id }: Segment): string {
  return id;
}

const columns: readonly (readonly [title: string, order?: Order])[] = [
  ["Segment", "name"],
  ["Size, last 30 days", "size"],
  ["Today (UTC)", "today"],
  ["Owner", "owner"],
  ["Drives"],
];

function Head({ view, onView }: Omit<SegmentListProps, "segments">) {
  const sorting = view.descending ? "descending" : "ascending";
  const Arrow = view.descending ? IconArrowDown : IconArrowUp;
  return (
    <div role="row" aria-rowindex={1} className={classes["head"]}>
      {columns.map(([title, order]) => (
        <div
          key={title}
          role="columnheader"
          aria-sort={order === undefined ? undefined : view.order === order ? sorting : "none"}
          className={order === undefined ? classes["unsortable"] : undefined}
        >
          {order === undefined ? (
            <Text span size="sm" fw={600}>
              {title}
            </Text>
          ) : (
            <UnstyledButton
              className={classes["sort"] ?? ""}
              onClick={() => onView(ordered(view, order))}
            >
              {title}
              {view.order === order ? <Arrow size={14} aria-hidden /> : null}
            </UnstyledButton>
          )}
        </div>
      ))}
    </div>
  );
}
