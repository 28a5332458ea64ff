import type { Late } from "../storage/lateness.ts";

/** How fast profiles may be written in bulk. */
export interface Pace {
  /** Profiles a second. */
  readonly rate: number;
  /** When it last became slower. */
  readonly slowedAt: number;
  readonly isVeryLate: boolean;
}

/** Profiles a second; at least so many, that bulk work always comes to its end. */
const slowest = 50;
const fastest = 5_000;

export const firstPace: Pace = {
  rate: 100,
  slowedAt: Number.NEGATIVE_INFINITY,
  isVeryLate: false,
};

/** How long it takes to become twice as fast: while nothing was late for some time, and after that. */
const calmDoublingMs = 4_000;
const wary = { doublingMs: 20_000, forMs: 60_000 } as const;

/** Who did not look for longer has not tried what was published meanwhile. */
const mostAtOnceMs = 500;

/** By how much the pace falls, and how long it takes to show. */
const slower = 0.6;
const showsAfterMs = 1_000;

/** A shard that is late says so with each batch. */
export const heededMs = 1_500;
/** So late that what is written already is to be published first. */
const veryLateMs = 1_000;

export function rateOf({ rate, isVeryLate }: Pace): number {
  return isVeryLate ? slowest : rate;
}

/**
 * Ever faster until records wait for each other before they are published, then slower at once, as TCP
 * does: so the capacity is used, wherever it lies, and a neighbour's change stands behind little.
 */
export function nextPace(
  pace: Pace,
  late: readonly Late[],
  { now, elapsedMs }: { readonly now: number; readonly elapsedMs: number },
): Pace {
  const isVeryLate = late.some(({ waitedMs }) => waitedMs >= veryLateMs);
  if (late.length === 0) {
    const isWary = now - pace.slowedAt < wary.forMs;
    const longest = isWary ? wary.doublingMs : calmDoublingMs;
    const doublings = Math.min(elapsedMs, mostAtOnceMs) / longest;
    return { ...pace, rate: Math.min(fastest, pace.rate * 2 ** doublings), isVeryLate };
  }
  // What was written, or on its way, before it became slower is late all the same.
  const shows = late.some(({ writtenAt }) => writtenAt > pace.slowedAt + showsAfterMs);
  if (!shows) return { ...pace, isVeryLate };
  return { rate: Math.max(slowest, pace.rate * slower), slowedAt: now, isVeryLate };
}
