import type { Segment } from "../contracts/segment.ts";
import { edgeOf } from "../profiles/membership-edge.ts";
import { calendarOf } from "../segmentation/time/calendar-of.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { emptyAt, policyOf } from "./segment-policy.ts";

/** A segment as the clock has it: one whose members have all left by its own end is retired. */
export function stateNow(segment: Segment, zone: string, now: number): Segment["state"] {
  const at = emptyAt(segment, zone);
  return segment.state === "live" && at !== undefined && at <= now ? "retired" : segment.state;
}

/** Whether it admits nobody any more, by its own end. */
export function isOver(segment: Segment, zone: string, now: number): boolean {
  const { retireAt } = edgeOf(policyOf(segment), zone);
  return retireAt !== undefined && retireAt <= now;
}

/** When its owner is to look at it next, in ms; undefined where nobody asked for that. */
export function reviewDueAt(segment: Segment, zone: string): number | undefined {
  const { reviewEvery, reviewedAt, createdAt } = segment;
  const every = reviewEvery === undefined ? undefined : parseDuration(reviewEvery);
  return every === undefined ? undefined : calendarOf(zone).plus(reviewedAt ?? createdAt, every);
}

/** What its lifecycle calls for, in sentences. */
export function lifecycleWarnings(segment: Segment, zone: string, now: number): string[] {
  if (segment.state === "retired") return [];
  const due = reviewDueAt(segment, zone);
  const overdue = due !== undefined && due <= now;
  return [
    ...(overdue ? [reviewWarning(segment, due)] : []),
    ...(isOver(segment, zone, now)
      ? [
          `It admits nobody since ${segment.retireAt}: give it a later end (retireAt) if it is still needed.`,
        ]
      : []),
  ];
}

function reviewWarning({ owner }: Segment, due: number): string {
  const day = new Date(due).toISOString().slice(0, 10);
  return `${owner} was to review it by ${day}: see whether the rule still describes whom it should, then mark it as reviewed.`;
}
