/** The value below which the given share (0 to 1) of the samples lies; 0 of none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Rounded to what a reader can use: three significant digits. */
export function readable(value: number): number {
  return Number(value.toPrecision(3));
}
