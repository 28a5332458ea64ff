import type { Evaluated, HistoryEntry, WriteNote } from "../profiles/profile.ts";
import { type Correlated, correlated } from "./correlation.ts";

/** What goes into the stream beside the image; `at` in milliseconds. */
export function noteOf(
  { flips, approaching }: Pick<Evaluated, "flips" | "approaching">,
  history: readonly HistoryEntry[],
  at: number,
  { correlationIds }: Correlated = {},
): WriteNote {
  return {
    at,
    history,
    flips,
    ...(approaching.length === 0 ? {} : { approaching }),
    ...correlated(correlationIds),
  };
}
