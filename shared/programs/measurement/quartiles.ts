export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/**
 * Of at least one number, between the two that are nearest; definition 7 of R. J. Hyndman
 * and Y. Fan, Am. Statistician 50 (1996) 361.
 */
export function quartilesOf(numbers: readonly number[]): Quartiles | undefined {
  if (numbers.length === 0) return undefined;
  const sorted = numbers.toSorted((one, other) => one - other);
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  if (lower === undefined || median === undefined || upper === undefined) return undefined;
  return { lower, median, upper };
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}
