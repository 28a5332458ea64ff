import type { Profile } from "./profile.ts";

/** How long behaviours of a name are kept after they happened, in milliseconds; others for ever. */
export type Retention = ReadonlyMap<string, number>;

/** In `dues`, where versions have theirs: when the next behaviour is to be forgotten. */
export const forgettingDue = 0;

/** Without the behaviours whose time is over; the very profile that was given, if there are none. */
export function forget(profile: Profile, retention: Retention, now: number): Profile {
  let { behaviours } = profile;
  for (const [name, keptMs] of retention) {
    const known = Object.hasOwn(behaviours, name) ? (behaviours[name] ?? []) : [];
    const kept = known.filter(({ happenedAt }) => happenedAt + keptMs > now);
    if (kept.length === known.length) continue;
    const { [name]: _over, ...others } = behaviours;
    behaviours = kept.length === 0 ? others : { ...others, [name]: kept };
  }
  return behaviours === profile.behaviours ? profile : { ...profile, behaviours };
}

/** With the instant at which the next of its behaviours is to be forgotten, among its dues. */
export function withForgetting(profile: Profile, retention: Retention): Profile {
  const instants = [...retention].flatMap(([name, keptMs]) =>
    (Object.hasOwn(profile.behaviours, name) ? (profile.behaviours[name] ?? []) : []).map(
      ({ happenedAt }) => happenedAt + keptMs,
    ),
  );
  const next = instants.length === 0 ? undefined : Math.min(...instants);
  if (profile.dues[forgettingDue] === next) return profile;
  const { [forgettingDue]: _former, ...dues } = profile.dues;
  return { ...profile, dues: next === undefined ? dues : { ...dues, [forgettingDue]: next } };
}
