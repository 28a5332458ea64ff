import { z } from "zod";
import { allOf, compares, doesNotHold, type Holds } from "../../list-formula/formula.ts";
import { quoted } from "../../list-formula/reading.ts";
import { type Bound, directionOf, durationOf, type MovingBound } from "./bound.ts";
import { comparedWith } from "./date-comparison.ts";
import { fixedSpan } from "./fixed-span.ts";
import { movingSpan } from "./moving-span.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import type { PropertyKind } from "./property-kind.ts";
import { readTimePoint, type TimePoint } from "./time-point.ts";

export const temporal: readonly PropertyKind[] = ["day", "instant", "text"];

const endpoint = z.enum(["INCLUSIVE", "EXCLUSIVE"]).optional();
const parser = z.string().optional();
const noWholeYears = "Rules name days and instants of the years 1 to 9999.";

const Point = {
  type: z.string().optional(),
  timePoint: z.unknown(),
  endpointBehavior: endpoint,
  propertyParser: parser,
};

/** Before or after a time; the time itself is left out unless said otherwise. */
export const timePointOperation: Operation = {
  kinds: [...temporal, "number", "boolean", "choice", "choices"],
  operators: ["IS_BEFORE", "IS_AFTER"],
  read(asked) {
    const read = operationOf(Point, asked);
    if (!read.ok) return refused(read.why);
    const { timePoint, endpointBehavior, propertyParser } = read.value;
    const point = readTimePoint(timePoint, endpointBehavior === "INCLUSIVE", asked.zone);
    if (!point.ok) return refused(point.why);
    const isBefore = asked.operator === "IS_BEFORE";
    return parsedBy(propertyParser, asked, {
      value: () => beside(point.value, isBefore, asked),
      update: () =>
        isBefore ? updatedBefore(point.value, asked) : updatedSince(point.value, asked),
    });
  },
};

const Range = {
  type: z.string().optional(),
  lowerBoundTimePoint: z.unknown(),
  upperBoundTimePoint: z.unknown(),
  lowerBoundEndpointBehavior: endpoint,
  upperBoundEndpointBehavior: endpoint,
  propertyParser: parser,
};

/** Between two times, themselves included unless said otherwise. */
export const timeRangedOperation: Operation = {
  kinds: timePointOperation.kinds,
  operators: ["IS_BETWEEN", "IS_NOT_BETWEEN"],
  read(asked) {
    const read = operationOf(Range, asked);
    if (!read.ok) return refused(read.why);
    const { value } = read;
    const isIn = (behaviour: z.infer<typeof endpoint>) => behaviour !== "EXCLUSIVE";
    const lower = readTimePoint(
      value.lowerBoundTimePoint,
      isIn(value.lowerBoundEndpointBehavior),
      asked.zone,
    );
    if (!lower.ok) return refused(lower.why);
    const upper = readTimePoint(
      value.upperBoundTimePoint,
      isIn(value.upperBoundEndpointBehavior),
      asked.zone,
    );
    if (!upper.ok) return refused(upper.why);
    const inside = parsedBy(value.propertyParser, asked, {
      value: () => between(lower.value, upper.value, asked),
      update: () => updatedBetween(lower.value, upper.value, asked),
    });
    if (inside.kind === "refused" || asked.operator === "IS_BETWEEN") return inside;
    return doesNotHold(inside);
  },
};

interface Meanings {
  /** Of the property's value. */
  value(): Understood;
  /** Of when the property was last written. */
  update(): Understood;
}

function parsedBy(name: string | undefined, { kind }: Asked, meanings: Meanings): Understood {
  if (name === "UPDATED_AT") return meanings.update();
  const isValue = name === undefined || name === "VALUE";
  // A day is the same in every zone's own calendar.
  const isLocalDay = name === "VALUE_WITH_ZONE_SAME_LOCAL_CONVERSION" && kind === "day";
  if (!isValue && !isLocalDay) return refused(`Rules cannot read a property as ${quoted(name)}.`);
  if (kind !== undefined && !temporal.includes(kind))
    return refused("The property holds no dates.");
  return meanings.value();
}

function beside(point: TimePoint, isBefore: boolean, asked: Asked): Understood {
  if (point.kind === "property")
    return comparedWith(point.property, isBefore ? "before" : "after", point.inclusive, asked);
  return isBefore ? span(undefined, point, asked) : span(point, undefined, asked);
}

function between(lower: TimePoint, upper: TimePoint, asked: Asked): Understood {
  if (lower.kind === "property" || upper.kind === "property")
    return refused("Rules compare with one other property at a time.");
  return span(lower, upper, asked);
}

/** Every value between two times; each side may be open, and stay or move with the clock. */
export function span(lower: Bound | undefined, upper: Bound | undefined, asked: Asked): Understood {
  const fixed = [lower, upper].map((bound) => (bound?.kind === "fixed" ? bound : undefined));
  const moving = [lower, upper].map((bound) => (bound?.kind === "moving" ? bound : undefined));
  const parts: Holds[] = [];
  if (fixed.some((bound) => bound !== undefined)) {
    const holds = fixedSpan(fixed[0], fixed[1], asked);
    if (holds === undefined) return refused(noWholeYears);
    parts.push(holds);
  }
  if (moving.some((bound) => bound !== undefined)) {
    const holds = movingSpan(moving[0], moving[1], asked);
    if (holds.kind === "refused") return holds;
    parts.push(holds);
  }
  return allOf(parts);
}

const onlyRecent =
  "Rules ask whether a property was written within so many days until now, not in another span of time.";
const updatesDiffer =
  "HubSpot counts whole days from midnight, this rule from the same time of day; Muster knows of updates since the portal was connected.";

function updatedBetween(lower: TimePoint, upper: TimePoint, asked: Asked): Understood {
  const isUntilNow =
    upper.kind === "moving" && upper.from === "now" && directionOf(upper.distance) === 0;
  return isUntilNow ? updatedSince(lower, asked) : refused(onlyRecent);
}

function updatedSince(since: TimePoint, { differs }: Asked): Understood {
  const duration = since.kind === "moving" ? agoOf(since) : undefined;
  if (duration === undefined) return refused(onlyRecent);
  differs(updatesDiffer);
  return compares("updatedInLast", duration);
}

function updatedBefore(until: TimePoint, asked: Asked): Understood {
  const since = updatedSince(until, asked);
  return since.kind === "refused" ? since : doesNotHold(since);
}

function agoOf({ distance }: MovingBound): string | undefined {
  return directionOf(distance) < 0 ? durationOf(distance) : undefined;
}
