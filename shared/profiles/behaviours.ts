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
  const known = kept.find((each) => each.key === added.key);
  if (known !== undefined && contentOf(known) >= contentOf(added)) return behaviours;
  return { ...behaviours, [name]: [...kept.filter((each) => each !== known), added] };
}

/** What a source may tell otherwise under the same id: the greater one stays, whichever came first. */
function contentOf({ happenedAt, properties }: KeptBehaviour): string {
  const sorted = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([String(happenedAt).padStart(16, "0"), sorted]);
}

/** Keeps what some rule can still see, and what has only just arrived. */
export function trimBehaviours(
  behaviours: Behaviours,
  needs: BehaviourNeeds,
  now: number,
): Behaviours {
  const kept: [string, readonly KeptBehaviour[]][] = [];
  for (const [name, happenings] of Object.entries(behaviours)) {
    const reach = Math.max(needs.get(name) ?? 0, needs.get("*") ?? 0);
    const visible = happenings.filter(
      (each) => each.happenedAt > now - reach || each.receivedAt > now - bridgeMs,
    );
    if (visible.length > 0) kept.push([name, visible]);
  }
  return Object.fromEntries(kept);
}

export function uniteBehaviours(one: Behaviours, other: Behaviours): Behaviours {
  let united = one;
  for (const [name, happenings] of Object.entries(other))
    for (const happening of happenings) united = addBehaviour(united, name, happening);
  return united;
}
