export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the normal distribution, for 95 %. */
const z = 1.96;

/**
 * Wilson's interval for the number of matching ones in the whole, of which a share `covered`
 * (0 to 1, exclusive) was seen. E. B. Wilson, J. Am. Stat. Assoc. 22 (1927).
 */
export function estimate(matching: number, seen: number, covered: number): Interval {
  if (seen === 0) return { low: 0, high: 0 };
  const whole = seen / covered;
  const share = matching / seen;
  const denominator = 1 + z ** 2 / seen;
  const middle = (share + z ** 2 / (2 * seen)) / denominator;
  const spread = (share * (1 - share)) / seen + z ** 2 / (4 * seen ** 2);
  const half = (z * Math.sqrt(spread)) / denominator;
  return {
    low: Math.max(matching, Math.floor((middle - half) * whole)),
    high: Math.ceil((middle + half) * whole),
  };
}
