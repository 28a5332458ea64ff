import { allOf, anyOf, compares, type Holds } from "../../list-formula/formula.ts";
import { directionOf, durationOf, type MovingBound } from "./bound.ts";
import { type Asked, refused, type Understood } from "./operation.ts";

type Moving = MovingBound | undefined;
type Precision = Pick<Asked, "kind" | "differs">;

/** Dates further ahead than this are not told from past ones. */
const farthest = "P199Y";
const notAhead = compares("notInNext", farthest);
const ahead = compares("inNext", farthest);
const today = compares("inCurrent", "day");
const notToday = compares("notInCurrent", "day");
const yesterday = compares("inPrevious", "day");
const tomorrow = compares("inFollowing", "day");

const wholeDaysDiffer =
  "HubSpot counts whole days from midnight, this rule from the same time of day: somebody may come or go up to a day sooner or later.";

/**
 * What lies between two moments that move with the clock, or on one side of one. Exact for days,
 * for instants counted from now, and for instants from yesterday to tomorrow; else noted.
 */
export function movingSpan(lower: Moving, upper: Moving, precision: Precision): Understood {
  const day = wholeDay(lower, upper);
  if (day !== undefined) return day;
  if (fallsShort(lower, true, precision) || fallsShort(upper, false, precision))
    return refused("Rules cannot say months ahead less a day.");
  const parts = [pastPart(lower, upper, precision), futurePart(lower, upper, precision)];
  return anyOf(parts.filter((part) => part !== undefined));
}

/** From one midnight to before the next. */
function wholeDay(lower: Moving, upper: Moving): Holds | undefined {
  if (lower?.from !== "today" || upper?.from !== "today") return undefined;
  if (!lower.inclusive || upper.inclusive) return undefined;
  if (lower.distance.months !== 0 || upper.distance.months !== 0) return undefined;
  if (upper.distance.days !== lower.distance.days + 1) return undefined;
  return new Map([
    [-1, yesterday],
    [0, today],
    [1, tomorrow],
  ]).get(lower.distance.days);
}

/** Whether whole months ahead would have to be a day shorter, which no duration says. */
function fallsShort(bound: Moving, whenInclusive: boolean, { kind }: Precision): boolean {
  if (kind !== "day" || bound?.from !== "today" || bound.inclusive !== whenInclusive) return false;
  const { months, days } = bound.distance;
  return months > 0 && days === 0;
}

/** Of what lies between the bounds, that which is not ahead of now; undefined where nothing is. */
function pastPart(lower: Moving, upper: Moving, precision: Precision): Holds | undefined {
  const from = lower && pastFrom(lower, precision);
  if (lower !== undefined && from === undefined) return undefined;
  const until =
    upper === undefined || directionOf(upper.distance) > 0 ? [] : pastUntil(upper, precision);
  return allOf([...(from ?? [notAhead]), ...until]);
}

/** Not before the bound, and not ahead; undefined where nothing is. */
function pastFrom(bound: MovingBound, precision: Precision): Holds[] | undefined {
  const { from, distance, inclusive } = bound;
  const direction = directionOf(distance);
  const isDay = precision.kind === "day";
  if (direction > 0 || (direction === 0 && from === "now")) return undefined;
  if (direction === 0) {
    if (isDay) return inclusive ? [today] : undefined;
    if (!inclusive) precision.differs(wholeDaysDiffer);
    return [notAhead, today];
  }
  if (!isDay && isDays(bound, -1) && inclusive) return [notAhead, anyOf([yesterday, today])];
  return within("inLast", distance, extraDays(bound, precision, inclusive ? 1 : 0));
}

/** Not after the bound, which is not ahead. */
function pastUntil(bound: MovingBound, precision: Precision): Holds[] {
  const { from, distance, inclusive } = bound;
  const isDay = precision.kind === "day";
  if (directionOf(distance) === 0) {
    if (from === "now" || (isDay && inclusive)) return [];
    if (inclusive) precision.differs(wholeDaysDiffer);
    return [notToday];
  }
  if (!isDay && isDays(bound, -1) && !inclusive)
    return [notToday, compares("notInPrevious", "day")];
  return within("notInLast", distance, extraDays(bound, precision, inclusive ? 0 : 1)) ?? [];
}

function futurePart(lower: Moving, upper: Moving, precision: Precision): Holds | undefined {
  const until = upper && futureUntil(upper, precision);
  if (upper !== undefined && until === undefined) return undefined;
  const from =
    lower === undefined || directionOf(lower.distance) <= 0 ? [] : futureFrom(lower, precision);
  return allOf([...(until ?? [ahead]), ...from]);
}

/** Ahead, and not after the bound; undefined where nothing is. */
function futureUntil(bound: MovingBound, precision: Precision): Holds[] | undefined {
  const { distance, inclusive } = bound;
  if (directionOf(distance) <= 0) return undefined;
  if (precision.kind !== "day" && !inclusive) {
    if (isDays(bound, 1)) return [ahead, today];
    if (isDays(bound, 2)) return [ahead, anyOf([today, tomorrow])];
  }
  return within("inNext", distance, extraDays(bound, precision, inclusive ? 0 : -1));
}

/** Not before the bound, which is ahead. */
function futureFrom(bound: MovingBound, precision: Precision): Holds[] {
  const { distance, inclusive } = bound;
  if (precision.kind !== "day" && inclusive) {
    if (isDays(bound, 1)) return [notToday];
    if (isDays(bound, 2)) return [notToday, compares("notInFollowing", "day")];
  }
  return within("notInNext", distance, extraDays(bound, precision, inclusive ? -1 : 0)) ?? [];
}

function isDays({ from, distance: { months, days } }: MovingBound, count: number): boolean {
  return from === "today" && months === 0 && days === count;
}

/**
 * By how many days a window from now must be longer so that it covers the days meant: a day is
 * where it begins, and now is always some time after the start of today.
 */
function extraDays({ from }: MovingBound, { kind, differs }: Precision, wanted: number): number {
  if (from === "now") return 0;
  if (kind === "day") return wanted;
  differs(wholeDaysDiffer);
  return 0;
}

function within(
  operator: string,
  distance: MovingBound["distance"],
  moreDays: number,
): Holds[] | undefined {
  const duration = durationOf(distance, moreDays);
  return duration === undefined ? undefined : [compares(operator, duration)];
}
