const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

/** The smallest number greater than a finite one. */
export function nextAfter(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  number[0] = value;
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? 1n : -1n);
  return number[0];
}

/** The greatest number smaller than a finite one. */
export function nextBefore(value: number): number {
  return -nextAfter(-value);
}
