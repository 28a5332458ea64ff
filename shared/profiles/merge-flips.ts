import type { Reason } from "./memberships.ts";
import type { Flip, Profile } from "./profile.ts";

export interface MergeFlips {
  readonly winner: readonly Flip[];
  readonly loser: readonly Flip[];
}

/**
 * What a merge says of memberships: of what did not change for the person, neither
 * entered nor exited. A membership only the loser had and the winner keeps is handed over
 * silently; one that neither image explains is an ordinary entry or exit. Both lists are
 * complete in themselves, since the stream may bring the two writes apart.
 */
export function mergeFlips(
  before: { readonly winner: Profile; readonly loser: Profile },
  after: Profile,
  reason: Reason,
): MergeFlips {
  const had = new Set(before.winner.announced);
  const brought = new Set(before.loser.announced);
  const has = new Set(after.announced);
  const winner: Flip[] = [];
  const loser: Flip[] = [];
  for (const ordinal of has) {
    if (had.has(ordinal)) continue;
    winner.push({ ordinal, kind: brought.has(ordinal) ? "inherited" : "entered", ...reason });
  }
  for (const ordinal of had)
    if (!has.has(ordinal)) winner.push({ ordinal, kind: "exited", ...reason });
  for (const ordinal of brought) {
    const staysIn = has.has(ordinal) || had.has(ordinal);
    loser.push({ ordinal, kind: staysIn ? "handed-over" : "exited", ...reason });
  }
  return { winner, loser };
}
