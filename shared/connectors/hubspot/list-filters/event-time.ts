import { z } from "zod";
import { always, doesNotHold } from "../../list-formula/formula.ts";
import { quoted, type Shaped, shaped } from "../../list-formula/reading.ts";
import type { Bound } from "./bound.ts";
import { type Asked, refused, type Understood } from "./operation.ts";
import { span, timePointOperation, timeRangedOperation } from "./time-operations.ts";

const timestamp = z.int().min(-6e13).max(2.5e14);
const Typed = z.object({
  type: z.string().optional(),
  operationType: z.string().optional(),
  operator: z.string().optional(),
});

const AbsoluteComparative = z.strictObject({
  type: z.string(),
  comparison: z.enum(["BEFORE", "AFTER"]),
  timestamp,
});
const AbsoluteRanged = z.strictObject({
  type: z.string(),
  rangeType: z.enum(["BETWEEN", "NOT_BETWEEN"]),
  lowerTimestamp: timestamp,
  upperTimestamp: timestamp,
});
const RelativeComparative = z.strictObject({
  type: z.string(),
  comparison: z.enum(["BEFORE", "AFTER"]),
  timeOffset: z.unknown(),
});
const RelativeRanged = z.strictObject({
  type: z.string(),
  rangeType: z.enum(["BETWEEN", "NOT_BETWEEN"]),
  lowerBoundOffset: z.unknown(),
  upperBoundOffset: z.unknown(),
});
const Offset = z.strictObject({
  amount: z.int().min(0).max(36_500),
  offsetDirection: z.enum(["PAST", "FUTURE"]),
  timeUnit: z.string(),
});

/** When an event must have been, for it to count. */
export function readEventTime(given: unknown, asked: Asked): Understood {
  if (given === undefined || given === null) return always;
  const { type, operationType, operator = "" } = Typed.safeParse(given).data ?? {};
  switch (operationType ?? type) {
    case "ALL_HISTORY":
      return always;
    case "ABSOLUTE_COMPARATIVE":
      return absoluteComparative(given, asked);
    case "ABSOLUTE_RANGED":
      return absoluteRanged(given, asked);
    case "RELATIVE_COMPARATIVE":
      return relativeComparative(given, asked);
    case "RELATIVE_RANGED":
      return relativeRanged(given, asked);
    case "TIME_POINT":
      return timed(timePointOperation, given, operator, asked);
    case "TIME_RANGED":
      return timed(timeRangedOperation, given, operator, asked);
    case undefined:
    default:
      return refused(`Rules cannot narrow events down by ${quoted(type)}.`);
  }
}

function timed(
  operation: typeof timePointOperation,
  given: unknown,
  operator: string,
  asked: Asked,
): Understood {
  if (!operation.operators.includes(operator))
    return refused(`${quoted(operator)} is not a known operator.`);
  const members = shaped(z.record(z.string(), z.unknown()), given);
  return members.ok
    ? operation.read({ ...asked, operator, operation: members.value })
    : refused(members.why);
}

function fixed(at: number, inclusive: boolean): Bound {
  return { kind: "fixed", at, wall: at, inclusive };
}

function absoluteComparative(given: unknown, asked: Asked): Understood {
  const read = shaped(AbsoluteComparative, given);
  if (!read.ok) return refused(read.why);
  const bound = fixed(read.value.timestamp, false);
  return read.value.comparison === "BEFORE"
    ? span(undefined, bound, asked)
    : span(bound, undefined, asked);
}

function absoluteRanged(given: unknown, asked: Asked): Understood {
  const read = shaped(AbsoluteRanged, given);
  if (!read.ok) return refused(read.why);
  const { lowerTimestamp, upperTimestamp, rangeType } = read.value;
  const inside = span(fixed(lowerTimestamp, true), fixed(upperTimestamp, true), asked);
  return within(inside, rangeType);
}

function relativeComparative(given: unknown, asked: Asked): Understood {
  const read = shaped(RelativeComparative, given);
  if (!read.ok) return refused(read.why);
  const bound = fromNow(read.value.timeOffset);
  if (!bound.ok) return refused(bound.why);
  // Events have happened: what lies after a time in the past lies between it and now.
  return read.value.comparison === "BEFORE"
    ? span(undefined, bound.value, asked)
    : span(bound.value, now, asked);
}

function relativeRanged(given: unknown, asked: Asked): Understood {
  const read = shaped(RelativeRanged, given);
  if (!read.ok) return refused(read.why);
  const lower = fromNow(read.value.lowerBoundOffset);
  if (!lower.ok) return refused(lower.why);
  const upper = fromNow(read.value.upperBoundOffset);
  if (!upper.ok) return refused(upper.why);
  return within(span(lower.value, upper.value, asked), read.value.rangeType);
}

function within(inside: Understood, rangeType: "BETWEEN" | "NOT_BETWEEN"): Understood {
  if (inside.kind === "refused" || rangeType === "BETWEEN") return inside;
  return doesNotHold(inside);
}

const now: Bound = {
  kind: "moving",
  from: "now",
  distance: { months: 0, days: 0 },
  inclusive: true,
};

const unitDays: ReadonlyMap<string, number> = new Map([
  ["DAY", 1],
  ["DAYS", 1],
  ["WEEK", 7],
  ["WEEKS", 7],
]);

function fromNow(given: unknown): Shaped<Bound> {
  const read = shaped(Offset, given);
  if (!read.ok) return read;
  const { amount, offsetDirection, timeUnit } = read.value;
  const days = unitDays.get(timeUnit.toUpperCase());
  if (days === undefined)
    return { ok: false, why: `Offsets are in days or weeks, not in ${quoted(timeUnit)}.` };
  const distance = { months: 0, days: (offsetDirection === "PAST" ? -1 : 1) * amount * days };
  return { ok: true, value: { kind: "moving", from: "now", distance, inclusive: true } };
}
