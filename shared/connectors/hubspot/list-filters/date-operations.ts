import { z } from "zod";
import { calendarOf } from "../../../segmentation/time/calendar-of.ts";
import type { FixedBound, MovingBound } from "./bound.ts";
import { comparedWith } from "./date-comparison.ts";
import { allOf, compares, doesNotHold } from "./formula.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import { span, temporal } from "./time-operations.ts";

const besideOperators = ["IS_EQUAL_TO", "IS_BEFORE", "IS_BEFORE_DATE", "IS_AFTER", "IS_AFTER_DATE"];
const rollingOperators = [
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

const aCount = z.int().min(0).max(36_500);
const daysBegin =
  "HubSpot's days begin in the portal's time zone, this rule's in the workspace's: set both alike.";

/** A number of whole days back or ahead; the day so many days away is within it. */
export const rollingDateOperation: Operation = {
  kinds: temporal,
  operators: rollingOperators,
  read(asked) {
    const read = operationOf({ numberOfDays: aCount, requiresTimeZoneConversion: converts }, asked);
    if (!read.ok) return refused(read.why);
    asked.differs(daysBegin);
    const { numberOfDays } = read.value;
    const moving = (from: "now" | "today", days: number, inclusive: boolean): MovingBound => {
      return { kind: "moving", from, distance: { months: 0, days }, inclusive };
    };
    switch (asked.operator) {
      case "IS_LESS_THAN_X_DAYS_AGO":
        return span(moving("today", -numberOfDays, true), moving("now", 0, true), asked);
      case "IS_MORE_THAN_X_DAYS_AGO":
        return span(undefined, moving("today", -numberOfDays, false), asked);
      case "IS_LESS_THAN_X_DAYS_FROM_NOW":
        return span(moving("now", 0, true), moving("today", numberOfDays, true), asked);
      default:
        return span(moving("today", numberOfDays, false), undefined, asked);
    }
  },
};

/** Whether the property was written within so many days, whatever its value. */
export const rollingUpdateOperation: Operation = {
  kinds: [...temporal, "number", "boolean", "choice", "choices"],
  operators: ["UPDATED_IN_LAST_X_DAYS", "NOT_UPDATED_IN_LAST_X_DAYS"],
  read(asked) {
    const read = operationOf({ numberOfDays: aCount.min(1) }, asked);
    if (!read.ok) return refused(read.why);
    asked.differs("Muster knows of updates since the portal was connected.");
    const isUpdated = asked.operator === "UPDATED_IN_LAST_X_DAYS";
    return compares(
      isUpdated ? "updatedInLast" : "notUpdatedInLast",
      `P${read.value.numberOfDays}D`,
    );
  },
};

const CalendarDate = {
  timeUnit: z.enum(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]),
  timeUnitCount: z.int().optional(),
  useFiscalYear: z.boolean().optional(),
  fiscalYearStart: z.string().optional(),
};

/** The present, the last or the next day, week, month, quarter or year. */
export const calendarDateOperation: Operation = {
  kinds: temporal,
  operators: [
    "IN_THIS_TIME_UNIT",
    "IN_THIS_TIME_UNIT_SO_FAR",
    "IN_NEXT_TIME_UNIT",
    "IN_LAST_TIME_UNIT",
  ],
  read(asked) {
    const read = operationOf(CalendarDate, asked);
    if (!read.ok) return refused(read.why);
    const { timeUnit, timeUnitCount = 1 } = read.value;
    if (timeUnitCount !== 1) return refused("Rules know the last and the next unit, not several.");
    if (!isOrdinary(read.value)) return refused("Rules know calendar years, no fiscal ones.");
    asked.differs(daysBegin);
    if (timeUnit === "WEEK")
      asked.differs("Weeks begin on Monday here, in HubSpot perhaps on Sunday.");
    const unit = timeUnit.toLowerCase();
    switch (asked.operator) {
      case "IN_THIS_TIME_UNIT":
        return compares("inCurrent", unit);
      case "IN_THIS_TIME_UNIT_SO_FAR":
        return allOf([compares("inCurrent", unit), compares("notInNext", "P2Y")]);
      case "IN_NEXT_TIME_UNIT":
        return compares("inFollowing", unit);
      default:
        return compares("inPrevious", unit);
    }
  },
};

const quarterStarts = ["JANUARY", "APRIL", "JULY", "OCTOBER"];

/** Fiscal years change years, and quarters unless they begin where quarters do. */
function isOrdinary({
  timeUnit,
  useFiscalYear,
  fiscalYearStart = "JANUARY",
}: {
  readonly timeUnit: string;
  readonly useFiscalYear?: boolean | undefined;
  readonly fiscalYearStart?: string | undefined;
}): boolean {
  if (useFiscalYear !== true || fiscalYearStart === "JANUARY") return true;
  if (timeUnit === "YEAR") return false;
  return timeUnit !== "QUARTER" || quarterStarts.includes(fiscalYearStart);
}

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
