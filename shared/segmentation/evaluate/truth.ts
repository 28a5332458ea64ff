import type { Truth } from "../record.ts";

/** The instant of a truth that time alone never changes. */
export const never = Number.POSITIVE_INFINITY;

export function negate(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

export interface Counts {
  readonly matching: number;
  readonly unknown: number;
  readonly total: number;
}

export function count(truths: readonly Truth[]): Counts {
  let matching = 0;
  let unknown = 0;
  for (const truth of truths) {
    if (truth === true) matching++;
    else if (truth === null) unknown++;
  }
  return { matching, unknown, total: truths.length };
}

/**
 * "At least `threshold` of these hold", three-valued: unknown while the unknown ones
 * could still decide it. `and` is at least all of them, `or` at least one.
 */
export function atLeast(threshold: number, counts: Counts): Truth {
  if (counts.matching >= threshold) return true;
  return counts.matching + counts.unknown < threshold ? false : null;
}

/**
 * The first instant at which `atLeast` may change by time alone. It holds while
 * `threshold` of the true ones hold, so the k-th longest-lived of them decides; a
 * false one likewise by those that stay false; an unknown one by the first flip of all.
 */
export function atLeastFlip(
  threshold: number,
  truths: readonly Truth[],
  flips: readonly number[],
): number {
  const truth = atLeast(threshold, count(truths));
  if (truth === null) return Math.min(never, ...flips);
  const rank = truth ? threshold : truths.length - threshold + 1;
  return nthLatest(
    rank,
    flips.filter((_, at) => truths[at] === truth),
  );
}

function nthLatest(rank: number, flips: readonly number[]): number {
  if (rank <= 0) return never;
  return flips.toSorted((a, b) => (a === b ? 0 : b - a))[rank - 1] ?? never;
}
