/** The messages of one group in one queue, counted. */
interface Lane {
  readonly group: string;
  readonly ready: number;
  readonly inFlight: number;
}

interface Share {
  readonly group: string;
  readonly count: number;
}

/**
 * Divides the next `wanted` messages between groups: each goes to the group with the fewest in
 * flight, so a noisy group waits while quiet ones have something, and takes all when they have not.
 * `lanes` come least recently served first; between equals the earlier one is taken.
 */
export const fairShares = (lanes: readonly Lane[], wanted: number): Share[] => {
  const counts = lanes.map(() => 0);
  for (let left = wanted; left > 0; left -= 1) {
    let chosen = -1;
    let fewest = Number.POSITIVE_INFINITY;
    lanes.forEach((lane, index) => {
      const count = counts[index] ?? 0;
      if (count < lane.ready && lane.inFlight + count < fewest) {
        chosen = index;
        fewest = lane.inFlight + count;
      }
    });
    if (chosen < 0) break;
    counts[chosen] = (counts[chosen] ?? 0) + 1;
  }
  return lanes
    .map((lane, index) => ({ group: lane.group, count: counts[index] ?? 0 }))
    .filter((share) => share.count > 0);
};
