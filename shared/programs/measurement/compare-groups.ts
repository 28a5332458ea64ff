import { differenceInterval } from "./difference.ts";
import { meanDifferenceInterval } from "./mean.ts";
import type { OutcomeTally } from "./outcome-tally.ts";
import { type BoundedInterval, type Interval, rateOf } from "./proportion.ts";
import { ratioInterval, ratioOf } from "./ratio.ts";
import { type Needed, neededPeople } from "./sample-size.ts";

/** One group beside another that chance put together as well: the first less, or by, the second. */
export interface GroupComparison {
  readonly difference: number;
  readonly differenceInterval: BoundedInterval;
  /** Undefined where nobody of the second group reached it. */
  readonly ratio: number | undefined;
  readonly ratioInterval: Interval;
  /** Of the sums per person; its interval is undefined for fewer than two people. */
  readonly mean: { readonly difference: number; readonly interval: BoundedInterval | undefined };
  /** How many people both groups need to tell a difference of the size that is looked for. */
  readonly needed: Needed;
  readonly hasEnough: boolean;
}

/** @param detect the smallest difference of the rates that matters, from 0 to 1 */
export function compareGroups(
  one: OutcomeTally,
  other: OutcomeTally,
  detect: number,
): GroupComparison {
  const [first, second] = [one.proportion, other.proportion];
  const perSecond = first.of > 0 && second.of > 0 ? first.of / second.of : 1;
  const needed = neededPeople(rateOf(second), detect, perSecond);
  return {
    difference: rateOf(first) - rateOf(second),
    differenceInterval: differenceInterval(first, second),
    ratio: ratioOf(first, second),
    ratioInterval: ratioInterval(first, second),
    mean: {
      difference: one.amounts.mean - other.amounts.mean,
      interval: meanDifferenceInterval(one.amounts, other.amounts),
    },
    needed,
    hasEnough: first.of >= needed.first && second.of >= needed.second,
  };
}
