import { type Interval, type Proportion, rateOf, z95 } from "./proportion.ts";

const halvings = 100;
const farthest = 1e9;

/** How many times the second rate the first one is; undefined where the second is 0. */
export function ratioOf(one: Proportion, other: Proportion): number | undefined {
  return other.reached === 0 ? undefined : rateOf(one) / rateOf(other);
}

/**
 * Koopman's score interval of the ratio of two rates: every ratio that a score test does not
 * refuse. Without an upper end where nobody of the second group reached it.
 * P. A. R. Koopman, Biometrics 40 (1984) 513.
 */
export function ratioInterval(one: Proportion, other: Proportion): Interval {
  if (one.of === 0 || other.of === 0) return { low: 0 };
  const isKept = (ratio: number): boolean => scoreOf(one, other, ratio) <= z95 ** 2;
  const ratio = ratioOf(one, other);
  // Within the interval: from there each end lies on one side.
  const inside = ratio === undefined ? farthest : Math.max(ratio, 1 / farthest);
  const low = one.reached === 0 ? 0 : edge(isKept, inside, 1 / farthest);
  return other.reached === 0 ? { low } : { low, high: edge(isKept, inside, farthest) };
}

/** Between a ratio that is kept and one that is not, halving on a logarithmic scale. */
function edge(isKept: (ratio: number) => boolean, kept: number, refused: number): number {
  let [inside, outside] = [kept, refused];
  for (let step = 0; step < halvings; step += 1) {
    const middle = Math.sqrt(inside * outside);
    if (isKept(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** How ill both groups fit a given ratio of their rates: chi-squared with one degree of freedom. */
function scoreOf(one: Proportion, other: Proportion, ratio: number): number {
  const linear = ratio * (one.of + other.reached) + one.reached + other.of;
  const square = ratio * (one.of + other.of);
  const both = one.reached + other.reached;
  const root = Math.sqrt(Math.max(0, linear ** 2 - 4 * square * both));
  // The likeliest rate of the first group at this ratio; in the form that loses no digits.
  const first = ratio * ((2 * both) / (linear + root));
  const second = first / ratio;
  const misfit = (one.reached - one.of * first) ** 2;
  if (misfit === 0) return 0;
  const variance = one.of * first * (1 - first);
  const share = 1 + (one.of * (ratio - first)) / (other.of * (1 - first));
  return second >= 1 || variance <= 0 ? Number.POSITIVE_INFINITY : (misfit / variance) * share;
}
