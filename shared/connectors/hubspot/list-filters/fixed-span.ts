import { calendarOf } from "../../../segmentation/time/calendar-of.ts";
import { dayMs } from "../../../segmentation/time/duration.ts";
import { allOf, compares, comparesElse, type Holds } from "../../list-formula/formula.ts";
import type { FixedBound } from "./bound.ts";
import type { Asked } from "./operation.ts";

/** The start of a day, counted from the epoch, or an instant. */
type Edge = { readonly day: number } | { readonly at: number };

/** What lies between two instants, or on one side of one. Undefined outside the years 1 to 9999. */
export function fixedSpan(
  lower: FixedBound | undefined,
  upper: FixedBound | undefined,
  asked: Pick<Asked, "kind" | "zone">,
): Holds | undefined {
  const from = lower && edgeOf(lower, lower.inclusive ? 0 : 1, asked);
  const until = upper && edgeOf(upper, upper.inclusive ? 1 : 0, asked);
  if (![lower, upper].every((bound) => bound === undefined || isWritable(bound.at)))
    return undefined;
  if (from !== undefined && until !== undefined && isOneDay(from, until))
    return compares("on", dayText(from.day));
  return allOf([
    ...(from === undefined ? [] : [startingAt(from)]),
    ...(until === undefined ? [] : [endingBefore(until)]),
  ]);
}

/**
 * The instant so many milliseconds after the bound. Of properties that hold days, as well as
 * where midnight of the rule's own zone is meant, the day that begins there or next.
 */
function edgeOf(
  { at, wall }: FixedBound,
  later: number,
  { kind, zone }: Pick<Asked, "kind" | "zone">,
): Edge {
  const shown = wall + later;
  if (kind === "day") return { day: Math.ceil(shown / dayMs) };
  const isMidnight = shown % dayMs === 0 && calendarOf(zone).instantAt(shown) === at + later;
  return isMidnight ? { day: shown / dayMs } : { at: at + later };
}

function isOneDay(from: Edge, until: Edge): from is { readonly day: number } {
  return "day" in from && "day" in until && until.day === from.day + 1;
}

function startingAt(edge: Edge): Holds {
  return comparesElse(notBefore(edge), before(edge));
}

function endingBefore(edge: Edge): Holds {
  return comparesElse(before(edge), notBefore(edge));
}

function before(edge: Edge) {
  return { operator: "before", value: "day" in edge ? dayText(edge.day) : instantText(edge.at) };
}

/** `after` a day begins with the next one, and after an instant with the next millisecond. */
function notBefore(edge: Edge) {
  const value = "day" in edge ? dayText(edge.day - 1) : instantText(edge.at - 1);
  return { operator: "after", value };
}

/** The years 1 to 9999, with room for a day more or less. */
const earliest = -62_135_596_800_000 + 2 * dayMs;
const latest = 253_402_300_800_000 - 2 * dayMs;

function isWritable(at: number): boolean {
  return at > earliest && at < latest;
}

function dayText(day: number): string {
  return instantText(day * dayMs).slice(0, 10);
}

function instantText(at: number): string {
  return new Date(at).toISOString();
}
