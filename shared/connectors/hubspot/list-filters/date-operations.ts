import { z } from "zod";
import { calendarOf } from "../../../segmentation/time/calendar-of.ts";
import { doesNotHold } from "../../list-formula/formula.ts";
import type { FixedBound } from "./bound.ts";
import { comparedWith } from "./date-comparison.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import { span, temporal } from "./time-operations.ts";

const besideOperators = ["IS_EQUAL_TO", "IS_BEFORE", "IS_BEFORE_DATE", "IS_AFTER", "IS_AFTER_DATE"];
/** Of a number of days, back or ahead. */
export const rollingOperators = [
  "IS_LESS_THAN_X_DAYS_AGO",
  "IS_MORE_THAN_X_DAYS_AGO",
  "IS_LESS_THAN_X_DAYS_FROM_NOW",
  "IS_MORE_THAN_X_DAYS_FROM_NOW",
];
const timestamp = z.number().int().min(-6e13).max(2.5e14);
const converts = z.boolean().optional();

/** Around a timestamp in milliseconds. */
export const dateTimeOperation: Operation = {
  kinds: temporal,
  operators: besideOperators,
  read(asked) {
    const read = operationOf({ timestamp, requiresTimeZoneConversion: converts }, asked);
    if (!read.ok) return refused(read.why);
    const { timestamp: wall, requiresTimeZoneConversion: isWall } = read.value;
    const point = pointAt(wall, isWall === true, asked);
    return around(point, point, asked);
  },
};

const portalZone = "The time is read in this workspace's time zone, which must be the portal's.";

/** A time that is converted is what the portal's clock shows. */
function pointAt(wall: number, isWall: boolean, { zone, kind, differs }: Asked): FixedBound {
  if (isWall && kind !== "day") differs(portalZone);
  const at = isWall ? calendarOf(zone).instantAt(wall) : wall;
  return { kind: "fixed", at, wall, inclusive: true };
}

/** Before, after or in the time from `first` to `last`. */
function around(first: FixedBound, last: FixedBound, asked: Asked): Understood {
  switch (asked.operator) {
    case "IS_EQUAL_TO":
      return span(first, last, asked);
    case "IS_BEFORE":
    case "IS_BEFORE_DATE":
      return span(undefined, { ...first, inclusive: false }, asked);
    default:
      return span({ ...last, inclusive: false }, undefined, asked);
  }
}

const months =
  "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split(
    " ",
  );

/** Around a day. The published operators speak of a number of days, which it does not hold. */
export const dateOperation: Operation = {
  kinds: temporal,
  operators: [...besideOperators, ...rollingOperators],
  read(asked) {
    const read = operationOf({ day: z.int(), month: z.string(), year: z.int() }, asked);
    if (!read.ok) return refused(read.why);
    if (rollingOperators.includes(asked.operator))
      return refused("It names a day, but no number of days to count.");
    const { year, month, day } = read.value;
    const midnight = midnightOf(year, monthNumber(month), day);
    if (midnight === undefined) return refused("There is no such day.");
    const at = (wall: number) => {
      const instant = calendarOf(asked.zone).instantAt(wall);
      return { kind: "fixed", at: instant, wall, inclusive: true } as const;
    };
    if (asked.kind !== "day") asked.differs(portalZone);
    return around(at(midnight), at(midnight + 86_399_999), asked);
  },
};

/** By its name, as published, or by its number. */
function monthNumber(text: string): number {
  const named = months.indexOf(text.toUpperCase()) + 1;
  return named > 0 ? named : /^\d{1,2}$/.test(text) ? Number(text) : 0;
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  if (year < 1 || year > 9_999) return undefined;
  const date = new Date(new Date(0).setUTCFullYear(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

/** Between two timestamps, themselves included. */
export const rangedDateOperation: Operation = {
  kinds: temporal,
  operators: ["IS_BETWEEN", "IS_NOT_BETWEEN"],
  read(asked) {
    const shape = {
      lowerBound: timestamp,
      upperBound: timestamp,
      requiresTimeZoneConversion: converts,
    };
    const read = operationOf(shape, asked);
    if (!read.ok) return refused(read.why);
    const { lowerBound, upperBound, requiresTimeZoneConversion: isWall = false } = read.value;
    const lower = pointAt(lowerBound, isWall, asked);
    const upper = pointAt(upperBound, isWall, asked);
    const inside = span(lower, upper, asked);
    if (inside.kind === "refused" || asked.operator === "IS_BETWEEN") return inside;
    return doesNotHold(inside);
  },
};

/** Before or after the date of another property. */
export const comparativeDateOperation: Operation = {
  kinds: temporal,
  operators: ["IS_BEFORE", "IS_AFTER"],
  read(asked) {
    const shape = {
      comparisonPropertyName: z.string(),
      defaultComparisonValue: z.string().optional(),
    };
    const read = operationOf(shape, asked);
    if (!read.ok) return refused(read.why);
    const { comparisonPropertyName, defaultComparisonValue } = read.value;
    if (defaultComparisonValue !== undefined)
      return refused("Rules have no stand-in for a missing value.");
    const side = asked.operator === "IS_BEFORE" ? "before" : "after";
    return comparedWith(comparisonPropertyName, side, false, asked);
  },
};
