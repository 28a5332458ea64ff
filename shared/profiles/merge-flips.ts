import type { Flip, Profile } from "./profile.ts";
import type { Reason } from "./standing.ts";

export interface MergeFlips {
  readonly winner: readonly Flip[];
  readonly loser: readonly Flip[];
}

/**
 * What a merge says of memberships: of what did not change for the person, neither
 * entered nor exited. A membership only the loser had and the winner keeps is handed over
 * silently; one that neither image explains is an ordinary entry or exit. Both lists are
 * complete in themselves, since the stream may bring the two writes apart. Compared are
 * segments: while one version takes over, the two may be in by different ordinals.
 */
export function mergeFlips(
  before: { readonly winner: Profile; readonly loser: Profile },
  after: Profile,
  reason: Reason,
  segmentOf: (ordinal: number) => string = String,
): MergeFlips {
  const segments = (profile: Profile): Set<string> => new Set(profile.announced.map(segmentOf));
  const [had, brought, has] = [segments(before.winner), segments(before.loser), segments(after)];
  const winner: Flip[] = [];
  for (const ordinal of after.announced) {
    const segment = segmentOf(ordinal);
    if (had.has(segment)) continue;
    winner.push({ ordinal, kind: brought.has(segment) ? "inherited" : "entered", ...reason });
  }
  for (const ordinal of before.winner.announced)
    if (!has.has(segmentOf(ordinal))) winner.push({ ordinal, kind: "exited", ...reason });
  const loser = before.loser.announced.map((ordinal): Flip => {
    const staysIn = has.has(segmentOf(ordinal)) || had.has(segmentOf(ordinal));
    return { ordinal, kind: staysIn ? "handed-over" : "exited", ...reason };
  });
  return { winner, loser };
}
