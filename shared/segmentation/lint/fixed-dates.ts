import { operatorNamed } from "../language/operators.ts";
import { utcCalendar } from "../time/calendar.ts";
import { dayMs } from "../time/duration.ts";
import { parseInstant } from "../time/instant.ts";
import type { Finding } from "./finding.ts";
import type { PlacedCondition } from "./placed-conditions.ts";

/** Conditions that compare with a day of the calendar, which time leaves behind. */
export function fixedDates(
  { condition: { field, operator, value }, pointer, turned }: PlacedCondition,
  now: number,
): Finding[] {
  const reads = operatorNamed(operator)?.reads;
  const [at] = instantsIn(value);
  if (at === undefined || (reads !== "moment" && reads !== "value")) return [];
  const day = new Date(at).toISOString().slice(0, 10);
  const days = Math.ceil(Math.abs(now - at) / dayMs);
  const finding = { code: "fixed-date", pointer } as const;
  switch (sideOf(operator, turned)) {
    case "from": {
      const message = `"${field}" is compared with ${day} whatever day it is: the population grows for ever.`;
      const remedy =
        at <= now
          ? `Use a window that moves with the clock, as of today "within the last ${days} days" (inLast P${days}D), or give the segment an end (retireAt).`
          : "Give the segment an end (retireAt), or use a window that moves with the clock.";
      const change =
        at <= now && !turned ? { change: { operator: "inLast", value: `P${days}D` } } : {};
      return [{ ...finding, severity: "warning", message, remedy, ...change }];
    }
    case "until": {
      const message = `"${field}" is compared with ${day} whatever day it is: whoever comes later is never found.`;
      const [window, words] =
        at <= now ? ["notInLast", "not within the last"] : ["inNext", "within the next"];
      const remedy = `Use a window that moves with the clock, as of today "${words} ${days} days" (${window} P${days}D), or give the segment an end (retireAt).`;
      return [{ ...finding, severity: "warning", message, remedy }];
    }
    case "point": {
      const message = `"${field}" is compared with ${day}: this describes one point in time.`;
      const remedy =
        "Give the segment an end (retireAt), so that it ends with what it was made for.";
      return [{ ...finding, severity: "hint", message, remedy }];
    }
  }
}

const lower = new Set(["after", ">", ">="]);
const upper = new Set(["before", "<", "<="]);

/** On which side of the day those lie who are found. */
function sideOf(operator = "", turned: boolean): "from" | "until" | "point" {
  if (lower.has(operator)) return turned ? "until" : "from";
  if (upper.has(operator)) return turned ? "from" : "until";
  return "point";
}

function instantsIn(value: unknown): number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) =>
    typeof each === "string" ? (parseInstant(each, utcCalendar) ?? []) : [],
  );
}
