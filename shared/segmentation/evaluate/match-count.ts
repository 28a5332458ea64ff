import type { Truth } from "../record.ts";
import type { Match } from "../rule.ts";
import { atLeast, atLeastFlip, type Counts, count, negate, never } from "./truth.ts";

/** Whether enough elements hold, three-valued. */
export function matchTruth(match: Match, counts: Counts): Truth {
  const k = thresholdOf(match);
  switch (match.mode) {
    case "all":
      return atLeast(counts.total, counts);
    case "some":
      return atLeast(1, counts);
    case "none":
      return negate(atLeast(1, counts));
    case "atLeast":
      return atLeast(k, counts);
    case "atMost":
      return negate(atLeast(k + 1, counts));
    case "exactly":
      return atLeast(2, count(bounds(k, counts)));
  }
}

/** So many matching elements decide the match, whatever the others are. */
export function enoughFor(match: Match): number {
  const k = thresholdOf(match);
  switch (match.mode) {
    case "all":
      return never;
    case "some":
    case "none":
      return 1;
    case "atLeast":
      return k;
    case "atMost":
    case "exactly":
      return k + 1;
  }
}

/** The first instant at which `matchTruth` may change, from each element's truth and flip. */
export function matchFlip(
  match: Match,
  truths: readonly Truth[],
  flips: readonly number[],
): number {
  const k = thresholdOf(match);
  switch (match.mode) {
    case "all":
      return atLeastFlip(truths.length, truths, flips);
    case "some":
    case "none":
      return atLeastFlip(1, truths, flips);
    case "atLeast":
      return atLeastFlip(k, truths, flips);
    case "atMost":
      return atLeastFlip(k + 1, truths, flips);
    case "exactly":
      return atLeastFlip(2, bounds(k, count(truths)), [
        atLeastFlip(k, truths, flips),
        atLeastFlip(k + 1, truths, flips),
      ]);
  }
}

/** "At least k" and "at most k". */
function bounds(k: number, counts: Counts): readonly Truth[] {
  return [atLeast(k, counts), negate(atLeast(k + 1, counts))];
}

function thresholdOf(match: Match): number {
  return match.threshold ?? 0;
}
