import { z } from "zod";
import { allOf, compares } from "../../list-formula/formula.ts";
import type { MovingBound } from "./bound.ts";
import { rollingOperators } from "./date-operations.ts";
import { type Operation, operationOf, refused } from "./operation.ts";
import { span, temporal } from "./time-operations.ts";

const aCount = z.int().min(0).max(36_500);
const daysBegin =
  "HubSpot's days begin in the portal's time zone, this rule's in the workspace's: set both alike.";

/** A number of whole days back or ahead; the day so many days away is within it. */
export const rollingDateOperation: Operation = {
  kinds: temporal,
  operators: rollingOperators,
  read(asked) {
    const read = operationOf(
      { numberOfDays: aCount, requiresTimeZoneConversion: z.boolean().optional() },
      asked,
    );
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
