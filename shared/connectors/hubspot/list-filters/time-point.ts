import { z } from "zod";
import { calendarOf } from "../../../segmentation/time/calendar-of.ts";
import { quoted, type Shaped, shaped } from "../../list-formula/reading.ts";
import type { Bound, Distance } from "./bound.ts";

export type TimePoint =
  | Bound
  | { readonly kind: "property"; readonly property: string; readonly inclusive: boolean };

const Time = {
  hour: z.number().int().min(0).max(23).optional(),
  minute: z.number().int().min(0).max(59).optional(),
  second: z.number().int().min(0).max(59).optional(),
  millisecond: z.number().int().min(0).max(999).optional(),
};

const Zone = { zoneId: z.string(), timezoneSource: z.string().optional() };

const DatePoint = z.strictObject({
  timeType: z.literal("DATE"),
  ...Zone,
  year: z.number().int().min(1).max(9_999),
  month: z.number().int().min(1).max(12),
  day: z.number().int().min(1).max(31),
  ...Time,
});

const IndexedPoint = z.strictObject({
  timeType: z.literal("INDEXED"),
  ...Zone,
  indexReference: z.unknown(),
  offset: z.unknown().optional(),
});

const PropertyPoint = z.strictObject({
  timeType: z.literal("PROPERTY_REFERENCED"),
  ...Zone,
  property: z.string(),
  referenceType: z.string(),
});

const Reference = z.strictObject({ referenceType: z.enum(["NOW", "TODAY"]), ...Time });
const Typed = z.object({ timeType: z.string() });
const Referring = z.object({ referenceType: z.string() });

const amount = z.number().int().min(-9_999).max(9_999).optional();
const Offset = z.strictObject({
  years: amount,
  quarters: amount,
  months: amount,
  weeks: amount,
  days: amount,
  hours: amount,
  minutes: amount,
  seconds: amount,
  milliseconds: amount,
});

/** Reads a time point of HubSpot's; `zone` is the rule's own. */
export function readTimePoint(given: unknown, inclusive: boolean, zone: string): Shaped<TimePoint> {
  switch (Typed.safeParse(given).data?.timeType) {
    case "DATE":
      return readDate(given, inclusive);
    case "INDEXED":
      return readIndexed(given, inclusive, zone);
    case "PROPERTY_REFERENCED":
      return readProperty(given, inclusive);
    case undefined:
    default:
      return wrong(`It is not known which time ${quoted(given)} is.`);
  }
}

function wrong(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

function readDate(given: unknown, inclusive: boolean): Shaped<TimePoint> {
  const read = shaped(DatePoint, given);
  if (!read.ok) return read;
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = read.value;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  if (new Date(midnight).getUTCMonth() !== month - 1) return wrong("There is no such day.");
  const wall = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  const at = instantIn(read.value.zoneId, wall);
  return at === undefined
    ? wrong(`${quoted(read.value.zoneId)} is not a known time zone.`)
    : { ok: true, value: { kind: "fixed", at, wall, inclusive } };
}

function instantIn(zone: string, wall: number): number | undefined {
  try {
    return calendarOf(zone).instantAt(wall);
  } catch {
    return undefined;
  }
}

function readIndexed(given: unknown, inclusive: boolean, zone: string): Shaped<TimePoint> {
  const read = shaped(IndexedPoint, given);
  if (!read.ok) return read;
  if (!isSameZone(read.value.zoneId, zone))
    return wrong(
      `Its days begin in the time zone ${quoted(read.value.zoneId)}, this workspace's in ${zone}: rules know one zone only.`,
    );
  const type = Referring.safeParse(read.value.indexReference).data?.referenceType;
  if (type !== "NOW" && type !== "TODAY")
    return wrong(`Rules count from now and from today, not from ${quoted(type)}.`);
  const reference = shaped(Reference, read.value.indexReference);
  if (!reference.ok) return reference;
  const offset = read.value.offset === undefined ? undefined : shaped(Offset, read.value.offset);
  if (offset?.ok === false) return offset;
  return movingBound(reference.value, offset?.value ?? {}, inclusive);
}

/** The names of one zone are one to the platform. */
function isSameZone(one: string, other: string): boolean {
  return one === other || (canonical(one) ?? one) === (canonical(other) ?? other);
}

function canonical(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function movingBound(
  reference: z.infer<typeof Reference>,
  offset: z.infer<typeof Offset>,
  inclusive: boolean,
): Shaped<TimePoint> {
  const { hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = offset;
  if ([hours, minutes, seconds, milliseconds].some((part) => part !== 0))
    return wrong("Rules count such times in days, weeks, months and years.");
  const { years = 0, quarters = 0, months = 0, weeks = 0, days = 0 } = offset;
  const distance = { months: years * 12 + quarters * 3 + months, days: weeks * 7 + days };
  if (distance.months * distance.days < 0)
    return wrong("Rules cannot count months and days in opposite directions.");
  return anchored(reference, distance, inclusive);
}

/** The last millisecond of a day is as good as the start of the next. */
function anchored(
  { referenceType, ...time }: z.infer<typeof Reference>,
  distance: Distance,
  inclusive: boolean,
): Shaped<TimePoint> {
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = time;
  const from = referenceType === "NOW" ? ("now" as const) : ("today" as const);
  const shown = [hour, minute, second, millisecond].join(":");
  if (shown === "0:0:0:0")
    return { ok: true, value: { kind: "moving", from, distance, inclusive } };
  const isEnd = shown === "23:59:59:999" && from === "today" && distance.months === 0;
  if (!isEnd) return wrong("Rules count from midnight, or from now, not from another hour.");
  const next = { months: 0, days: distance.days + 1 };
  return { ok: true, value: { kind: "moving", from, distance: next, inclusive: !inclusive } };
}

function readProperty(given: unknown, inclusive: boolean): Shaped<TimePoint> {
  const read = shaped(PropertyPoint, given);
  if (!read.ok) return read;
  const { property, referenceType } = read.value;
  return referenceType === "VALUE"
    ? { ok: true, value: { kind: "property", property, inclusive } }
    : wrong(
        `Rules compare with the value of another property, not with its ${quoted(referenceType)}.`,
      );
}
