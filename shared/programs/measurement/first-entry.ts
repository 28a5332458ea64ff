import type { Program } from "../../contracts/program.ts";
import { isAddressed } from "../audience.ts";

/** That somebody came into a segment or left it. Milliseconds since the epoch. */
export interface Turn {
  readonly segmentId: string;
  readonly at: number;
  readonly isIn: boolean;
}

/** From when on somebody belonged to a program's audience, and by which of its segments. */
export interface Entry {
  readonly at: number;
  readonly through: readonly string[];
}

interface Window {
  readonly from: number;
  readonly until: number;
}

/**
 * The first instant of a program's window at which somebody was in its audience, held out or not:
 * whoever is there counts for good, also after leaving (intention to treat).
 * @param turns of one person, of each segment in order
 */
export function firstEntry(
  program: Pick<Program, "include" | "exclude">,
  turns: readonly Turn[],
  { from, until }: Window,
): Entry | undefined {
  const inside = new Map<string, true>();
  const sorted = turns.toSorted((one, other) => one.at - other.at);
  const moments = [...Map.groupBy(sorted, ({ at }) => Math.max(at, from))];
  // What turns at one instant turns at once: nobody is in between.
  for (const [at, together] of moments) {
    if (at >= until) return undefined;
    for (const { segmentId, isIn } of together)
      if (isIn) inside.set(segmentId, true);
      else inside.delete(segmentId);
    if (isAddressed(program, inside))
      return { at, through: program.include.filter((id) => inside.has(id)) };
  }
  return undefined;
}
