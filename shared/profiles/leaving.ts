import type { Evaluated, Flip, Profile } from "./profile.ts";
import type { Reason } from "./standing.ts";

/** Takes versions that are gone out of a profile; their public members leave. */
export function withdraw(
  profile: Profile,
  ordinals: ReadonlySet<number>,
  reason: Reason,
): Evaluated {
  const leaving = profile.announced.filter((each) => ordinals.has(each));
  const { foretold, ...rest } = profile;
  return {
    profile: {
      ...rest,
      memberOf: profile.memberOf.filter((each) => !ordinals.has(each)),
      announced: profile.announced.filter((each) => !ordinals.has(each)),
      waiting: without(profile.waiting, ordinals),
      dues: without(profile.dues, ordinals),
      ...(foretold === undefined ? {} : { foretold: without(foretold, ordinals) }),
    },
    flips: leaving.map((ordinal) => ({ ordinal, kind: "exited", ...reason })),
    approaching: [],
  };
}

/** The record without some ordinals; the very same where it has none of them. */
export function without<Value>(
  record: Readonly<Record<string, Value>>,
  ordinals: ReadonlySet<number>,
): Readonly<Record<string, Value>> {
  const entries = Object.entries(record);
  const kept = entries.filter(([ordinal]) => !ordinals.has(Number(ordinal)));
  return kept.length === entries.length ? record : Object.fromEntries(kept);
}

/** Nobody is a member once no source has them any more: neither grace nor dwell hold them. */
export function leaveAll(profile: Profile, reason: Reason): Evaluated {
  const flips = profile.announced.map((ordinal): Flip => ({ ordinal, kind: "exited", ...reason }));
  return { profile: emptied(profile), flips, approaching: [] };
}

/** In no version any more. */
export function emptied({ foretold: _told, ...profile }: Profile): Profile {
  return { ...profile, memberOf: [], announced: [], waiting: {}, dues: {} };
}
