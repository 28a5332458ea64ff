import { isAlive, type Profile } from "./profile.ts";
import type { Waiting } from "./standing.ts";

/** The versions in which a profile is something, or waits to be. */
export function ordinalsOf({ memberOf, announced, waiting }: Profile): number[] {
  return [...new Set([...memberOf, ...announced, ...Object.keys(waiting).map(Number)])];
}

/**
 * The winner of a merge as its evaluation begins: a member of what either was a member of, so
 * that nobody leaves, dwells or loses grace by being known twice. Who waits to leave on one
 * side and is a plain member on the other does not wait.
 */
export function inheritStandings(winner: Profile, loser: Profile): Profile {
  if (!isAlive(winner)) return winner;
  const announced = ascending([...winner.announced, ...loser.announced]);
  const publicly = new Set(announced);
  const waiting: Record<string, Waiting> = {};
  for (const ordinal of new Set([...Object.keys(winner.waiting), ...Object.keys(loser.waiting)])) {
    const kept = unitedWait(winner, loser, ordinal, publicly.has(Number(ordinal)));
    if (kept !== undefined) waiting[ordinal] = kept;
  }
  return {
    ...winner,
    memberOf: ascending([...winner.memberOf, ...loser.memberOf]),
    announced,
    waiting,
  };
}

/** To leave, both must wait, and the later wait counts; to enter, the one that began first. */
function unitedWait(
  winner: Profile,
  loser: Profile,
  ordinal: string,
  isMember: boolean,
): Waiting | undefined {
  const sides = isMember
    ? [winner, loser].filter(({ announced }) => announced.includes(Number(ordinal)))
    : [winner, loser];
  const waits = sides.flatMap(({ waiting }) => waiting[ordinal] ?? []);
  if (isMember && waits.length < sides.length) return undefined;
  const inOrder = waits.toSorted((one, other) => one.since - other.since);
  return isMember ? inOrder.at(-1) : inOrder[0];
}

function ascending(ordinals: readonly number[]): number[] {
  return [...new Set(ordinals)].toSorted((one, other) => one - other);
}
