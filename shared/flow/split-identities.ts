import { pointerTo } from "../profiles/identity.ts";
import { partedPointers } from "../profiles/parted-pointers.ts";
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

/** Pointers that led on over profiles of the other half now lead to the one that has their record. */
export function pointersOf(
  stored: Profile,
  { home, other }: Halves,
  read: ReadonlyMap<string, Profile>,
  now: number,
): PendingWrite[] {
  return [home, other].flatMap((half) => {
    const ids = recordKeysOf(half).map(({ id }) => id);
    return partedPointers(half.id, ids, { from: stored.id, read, now }).flatMap(
      ({ id, into, mergedAt }): PendingWrite[] => {
        const { workspaceId, object } = stored;
        const former = read.get(id) ?? newProfile({ workspaceId, object, id }, now);
        if (former.mergedInto === into) return [];
        const target = { ...half, id: into };
        const pointer = { ...pointerTo(target, former, mergedAt), revision: former.revision + 1 };
        const note = { at: now, history: [], flips: [] };
        return [{ profile: pointer, note, read: former.revision }];
      },
    );
  });
}
