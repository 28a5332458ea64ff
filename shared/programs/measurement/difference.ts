import { type BoundedInterval, type Proportion, rateOf, wilsonInterval } from "./proportion.ts";

/**
 * Newcombe's hybrid score interval of the difference of two rates, the first less the second,
 * from -1 to 1. Method 10 of R. G. Newcombe, Statist. Med. 17 (1998) 873.
 */
export function differenceInterval(one: Proportion, other: Proportion): BoundedInterval {
  const [first, second] = [rateOf(one), rateOf(other)];
  const [own, others] = [wilsonInterval(one), wilsonInterval(other)];
  const difference = first - second;
  return {
    low: difference - Math.hypot(first - own.low, others.high - second),
    high: difference + Math.hypot(own.high - first, second - others.low),
  };
}
