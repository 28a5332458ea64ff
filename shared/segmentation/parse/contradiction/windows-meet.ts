import type { CalendarUnit, Operator } from "../../language/operators.ts";
import { type Duration, longestMs, shortestMs } from "../../time/duration.ts";

/** A window that moves with the clock, or all but it. */
export interface WindowClaim {
  readonly window: (Operator & { reads: "window" })["window"];
  readonly span: Duration | CalendarUnit;
  readonly negated: boolean;
}

/** Whether no instant can be in both, whatever time it is. Sound, not complete. */
export function cannotMeet(one: WindowClaim, other: WindowClaim): boolean {
  if (one.negated && other.negated) return false;
  if (one.negated) return isWithin(other, one);
  return other.negated ? isWithin(one, other) : isApart(one, other) || isApart(other, one);
}

const upToNow: readonly WindowClaim["window"][] = ["last", "previous"];
const afterNow: readonly WindowClaim["window"][] = ["next", "following"];

function isApart(one: WindowClaim, other: WindowClaim): boolean {
  if (upToNow.includes(one.window) && afterNow.includes(other.window)) return true;
  const besideCurrent = one.window === "previous" || one.window === "following";
  return besideCurrent && other.window === "current" && isUnitWithin(other.span, one.span);
}

/** Whether all that is in the one is in the other too. */
function isWithin(one: WindowClaim, other: WindowClaim): boolean {
  if (one.window !== other.window) return false;
  if (one.window === "current") return isUnitWithin(one.span, other.span);
  if (typeof one.span === "string" || typeof other.span === "string") {
    return one.span === other.span;
  }
  return isNotLonger(one.span, other.span);
}

type Span = WindowClaim["span"];

/** Whether a unit of the calendar never crosses the bounds of the other. */
function isUnitWithin(one: Span, other: Span): boolean {
  if (one === other || one === "day") return true;
  return (
    (one === "month" && (other === "quarter" || other === "year")) ||
    (one === "quarter" && other === "year")
  );
}

/** From wherever on the calendar they are counted. */
function isNotLonger(one: Duration, other: Duration): boolean {
  const inEachPart =
    one.months <= other.months && one.days <= other.days && one.milliseconds <= other.milliseconds;
  return inEachPart || longestMs(one) <= shortestMs(other);
}
