import { z95 } from "./proportion.ts";

/** The 80 % point of the standard normal distribution: a difference that is there is found so often. */
const z80 = 0.8416212335729143;

/** People needed of two groups. */
export interface Needed {
  readonly first: number;
  readonly second: number;
}

/**
 * How many people two groups need, so that rates which differ by that much are told apart in
 * four of five cases, at 5 % false alarms. J. L. Fleiss, Statistical Methods for Rates and
 * Proportions, without correction for continuity.
 * @param base the rate of the second group, from 0 to 1
 * @param perSecond people of the first group for each of the second
 */
export function neededPeople(base: number, difference: number, perSecond: number): Needed {
  const other = base + difference <= 1 ? base + difference : base - difference;
  const pooled = (perSecond * other + base) / (perSecond + 1);
  const chance = z95 * Math.sqrt((perSecond + 1) * pooled * (1 - pooled));
  const found = z80 * Math.sqrt(other * (1 - other) + perSecond * base * (1 - base));
  const second = (chance + found) ** 2 / (perSecond * difference ** 2);
  return { first: Math.ceil(second * perSecond), second: Math.ceil(second) };
}
