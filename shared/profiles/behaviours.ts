import type { KeptBehaviour, Profile } from "./profile.ts";

/**
 * How far back some rule looks at each behaviour, in milliseconds;
 * `Infinity` for a rule without a window. `*` is every behaviour.
 */
export type BehaviourNeeds = ReadonlyMap<string, number>;

/**
 * What no rule reads is still kept this long after it arrived, so that a rule that
 * appears meanwhile finds it although the stream has not yet brought it to the history.
 */
export const bridgeMs = 10 * 60_000;

type Behaviours = Profile["behaviours"];

export function addBehaviour(
  behaviours: Behaviours,
  name: string,
  added: KeptBehaviour,
): Behaviours {
  const kept = Object.hasOwn(behaviours, name) ? (behaviours[name] ?? []) : [];
  if (kept.some((each) => each.key === added.key)) return behaviours;
  return { ...behaviours, [name]: [...kept, added] };
}

/** Keeps what some rule can still see, and what has only just arrived. */
export function trimBehaviours(
  behaviours: Behaviours,
  needs: BehaviourNeeds,
  now: number,
): Behaviours {
  const kept: Record<string, readonly KeptBehaviour[]> = {};
  for (const [name, happenings] of Object.entries(behaviours)) {
    const reach = Math.max(needs.get(name) ?? 0, needs.get("*") ?? 0);
    const visible = happenings.filter(
      (each) => each.happenedAt > now - reach || each.receivedAt > now - bridgeMs,
    );
    if (visible.length > 0) kept[name] = visible;
  }
  return kept;
}

export function uniteBehaviours(one: Behaviours, other: Behaviours): Behaviours {
  let united = one;
  for (const [name, happenings] of Object.entries(other))
    for (const happening of happenings) united = addBehaviour(united, name, happening);
  return united;
}
