import { pointerTo } from "../profiles/identity.ts";
import { newProfile, type Profile, type ProfileKey } from "../profiles/profile.ts";
import { derivedId, type Halves } from "../profiles/split-profile.ts";
import type { PendingWrite } from "../storage/profiles.ts";

/** Where its records are looked for first. */
export function recordKeysOf(profile: Profile): ProfileKey[] {
  const { workspaceId, object, records } = profile;
  const ids = new Set(records.map((each) => derivedId(profile, each)));
  return [...ids].map((id) => ({ workspaceId, object, id }));
}

/** What becomes of the claims of a profile that is parted. */
export interface SplitClaims {
  readonly home: readonly string[];
  readonly moved: readonly string[];
  readonly released: readonly string[];
  /** Both would hold one: the profile that keeps its id does. */
  readonly contested: boolean;
}

/** Which claims of a profile go to which half of it. */
export function partClaims(
  { claims }: Profile,
  wanted: { readonly here: readonly string[]; readonly there: readonly string[] },
): SplitClaims {
  const [here, there] = [new Set(wanted.here), new Set(wanted.there)];
  return {
    home: claims.filter((claim) => here.has(claim)),
    moved: claims.filter((claim) => !here.has(claim) && there.has(claim)),
    released: claims.filter((claim) => !here.has(claim) && !there.has(claim)),
    contested: !here.isDisjointFrom(there),
  };
}

/** Pointers that led on over others now lead right to the profile that has their record. */
export function pointersOf(
  stored: Profile,
  { home, other }: Halves,
  read: ReadonlyMap<string, Profile>,
  now: number,
): PendingWrite[] {
  return recordKeysOf(stored).flatMap((key): PendingWrite[] => {
    if (key.id === home.id || key.id === other.id) return [];
    const holder = recordKeysOf(home).some(({ id }) => id === key.id) ? home : other;
    const former = read.get(key.id) ?? newProfile(key, now);
    if (former.mergedInto === holder.id) return [];
    const mergedAt = former.mergedAt ?? now;
    const pointer = { ...pointerTo(holder, former, mergedAt), revision: former.revision + 1 };
    return [{ profile: pointer, note: { at: now, history: [], flips: [] }, read: former.revision }];
  });
}
