import type { CalendarUnit } from "../../../segmentation/language/operators.ts";
import { allOf, anyOf, compares, doesNotHold, type Holds } from "../../list-formula/formula.ts";

/** A span of time that moves with the clock, and what lies after its two ends. */
export interface MovingSpan {
  readonly within: Holds;
  readonly fromStart: Holds;
  readonly afterEnd: Holds;
  /** In whole days, which only dates are: what a date and time says is told to the hour. */
  readonly wholeDays: boolean;
  /** Salesforce counts weeks as the user's locale does. */
  readonly isWeek: boolean;
}

/** As far as durations reach, and far enough for all that is recorded. */
const future = compares("inNext", "P100Y");
const unit = (name: string): CalendarUnit | undefined =>
  (["day", "week", "month", "quarter", "year"] as const).find(
    (each) => each === name.toLowerCase(),
  );

/**
 * What a date literal of SOQL means, such as `THIS_MONTH` or `LAST_N_DAYS:30`; undefined for one
 * that rules cannot say, such as a fiscal year.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export function movingSpan(literal: string): MovingSpan | undefined {
  const name = literal.toUpperCase();
  if (name === "TODAY") return current("day");
  if (name === "YESTERDAY") return previous("day");
  if (name === "TOMORROW") return following("day");
  const [, side = "", rest = "", count] =
    /^(THIS|LAST|NEXT)_([A-Z0-9_]+?)(?::(\d+))?$/.exec(name) ?? [];
  const days = rest === "90_DAYS" ? 90 : rest === "N_DAYS" ? Number(count) : undefined;
  if (days !== undefined) return daySpan(side, days);
  const calendarUnit = count === undefined ? unit(rest) : undefined;
  if (calendarUnit === undefined) return undefined;
  if (side === "THIS") return current(calendarUnit);
  return side === "LAST" ? previous(calendarUnit) : following(calendarUnit);
}

function current(of: CalendarUnit): MovingSpan {
  const within = compares("inCurrent", of);
  const afterEnd = allOf([future, doesNotHold(within)]);
  return spanOf(of, { within, fromStart: anyOf([within, future]), afterEnd });
}

function previous(of: CalendarUnit): MovingSpan {
  const within = compares("inPrevious", of);
  const { fromStart: afterEnd } = current(of);
  return spanOf(of, { within, fromStart: anyOf([within, afterEnd]), afterEnd });
}

function following(of: CalendarUnit): MovingSpan {
  const within = compares("inFollowing", of);
  const { afterEnd: fromStart } = current(of);
  return spanOf(of, { within, fromStart, afterEnd: allOf([fromStart, doesNotHold(within)]) });
}

type Span = Pick<MovingSpan, "within" | "fromStart" | "afterEnd">;

function spanOf(of: CalendarUnit, span: Span): MovingSpan {
  return { ...span, wholeDays: false, isWeek: of === "week" };
}

/** The last days include today; the next begin tomorrow. */
function daySpan(side: string, days: number): MovingSpan | undefined {
  if (!Number.isInteger(days) || days < 1 || days > 36_500 || side === "THIS") return undefined;
  const common = { wholeDays: true, isWeek: false };
  if (side === "NEXT") {
    const within = compares("inNext", `P${days}D`);
    const afterEnd = allOf([future, doesNotHold(within)]);
    return { ...common, within, fromStart: future, afterEnd };
  }
  const within = compares("inLast", `P${days + 1}D`);
  const { afterEnd } = current("day");
  return { ...common, within, fromStart: anyOf([within, future]), afterEnd };
}
