/** Where the truth lies with 95 % certainty; without an upper end where nothing bounds it. */
export interface Interval {
  readonly low: number;
  readonly high?: number;
}
export type BoundedInterval = Required<Interval>;

/** So many of so many. */
export interface Proportion {
  readonly reached: number;
  readonly of: number;
}

/** The 97.5 % point of the standard normal distribution. */
export const z95 = 1.959963984540054;

/** From 0 to 1; 0 of nobody. */
export function rateOf({ reached, of }: Proportion): number {
  return of === 0 ? 0 : reached / of;
}

/**
 * Wilson's score interval of a rate, from 0 to 1; of nobody nothing is known.
 * E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; method 3 of R. G. Newcombe, Statist. Med. 17 (1998) 857.
 */
export function wilsonInterval({ reached, of }: Proportion): BoundedInterval {
  if (of === 0) return { low: 0, high: 1 };
  const square = z95 ** 2;
  const middle = 2 * reached + square;
  const half = z95 * Math.sqrt(square + 4 * reached * (1 - reached / of));
  const whole = 2 * (of + square);
  // The ends are exact; a computer would miss them by the last digit.
  return {
    low: reached === 0 ? 0 : (middle - half) / whole,
    high: reached === of ? 1 : (middle + half) / whole,
  };
}
