import type { Behaviour, SegmentationRecord } from "../record.ts";
import type { Anchor } from "../rule.ts";

/** Reads the instant that a relative window measures from, off the profile it belongs to. */
export function anchorReader(
  anchor: Anchor,
  instantOf: (text: string) => number | undefined,
): (owner: SegmentationRecord) => number | undefined {
  if (typeof anchor === "string") {
    return ({ attributes }) => {
      const seen = attributes.get(anchor);
      return typeof seen === "string" ? instantOf(seen) : undefined;
    };
  }
  const { behaviour, which } = anchor;
  return which === "first"
    ? ({ behaviours }) => edge(behaviours.get(behaviour), Math.min)
    : ({ behaviours }) => edge(behaviours.get(behaviour), Math.max);
}

function edge(
  behaviours: readonly Behaviour[] = [],
  better: (one: number, other: number) => number,
): number | undefined {
  let best: number | undefined;
  for (const { at } of behaviours) {
    best = best === undefined ? at : better(best, at);
  }
  return best;
}
