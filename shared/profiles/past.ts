import type { Observation } from "../segmentation/record.ts";
import { bridgeMs } from "./behaviours.ts";
import { cellOf, isNewer, isRepeat } from "./cells.ts";
import type { Cells, KeptObservation, Profile } from "./profile.ts";
import { contentHash } from "./profile-id.ts";

/** How far back some rule looks at each attribute's past, in milliseconds; `Infinity` for ever. */
export type PastNeeds = ReadonlyMap<string, number>;

type Past = Profile["past"];

/** Keeps what a source said of an attribute besides its newest word; a repeat changes nothing. */
export function addObservation(past: Past, attribute: string, added: KeptObservation): Past {
  const kept = Object.hasOwn(past, attribute) ? (past[attribute] ?? []) : [];
  if (kept.some((each) => isSame(each, added))) return past;
  return { ...past, [attribute]: [...kept, added] };
}

function isSame(one: KeptObservation, other: KeptObservation): boolean {
  return (
    one.at === other.at &&
    one.connectionId === other.connectionId &&
    contentHash(one.value) === contentHash(other.value)
  );
}

/**
 * Everything observed of an attribute over all sources, in the order that decides between
 * values: the newest word of each source is its cell, what it said before is kept beside.
 */
export function observationsOf(
  { cells, past }: Pick<Profile, "cells" | "past">,
  attribute: string,
): Observation[] {
  const current = Object.hasOwn(cells, attribute) ? Object.values(cells[attribute] ?? {}) : [];
  const former = Object.hasOwn(past, attribute) ? (past[attribute] ?? []) : [];
  return [...current, ...former]
    .sort((one, other) => (isNewer(one, other) ? 1 : isNewer(other, one) ? -1 : 0))
    .map(({ at, value }) => ({ at, value }));
}

/**
 * Keeps what some rule can still see, of each source the observation before it (which says
 * whether the first one in sight was a change, also once another source is deleted), and
 * what has only just arrived.
 */
export function trimPast(past: Past, needs: PastNeeds, now: number): Past {
  const kept: [string, readonly KeptObservation[]][] = [];
  for (const [attribute, observations] of Object.entries(past)) {
    const reach = needs.get(attribute);
    const from = reach === undefined ? Number.POSITIVE_INFINITY : now - reach;
    const bases = reach === undefined ? none : lastBefore(observations, from);
    const visible = observations.filter(
      (each) =>
        each.at > from ||
        each.at === bases.get(each.connectionId) ||
        each.receivedAt > now - bridgeMs,
    );
    if (visible.length > 0) kept.push([attribute, visible]);
  }
  return Object.fromEntries(kept);
}

const none: ReadonlyMap<string, number> = new Map();

/** By source, when it last said something up to an instant. */
function lastBefore(
  observations: readonly KeptObservation[],
  from: number,
): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { connectionId, at } of observations)
    if (at <= from) last.set(connectionId, Math.max(at, last.get(connectionId) ?? at));
  return last;
}

/** Drops what one source said up to an instant. */
export function dropPast(past: Past, connectionId: string, upTo: number): Past {
  const kept = Object.entries(past).flatMap(([attribute, observations]) => {
    const others = observations.filter(
      (each) => each.connectionId !== connectionId || each.at > upTo,
    );
    return others.length === 0 ? [] : [[attribute, others] as const];
  });
  return Object.fromEntries(kept);
}

/**
 * The union of two profiles' pasts, of the cells of one source the older one too; what
 * became a cell of the union is none of its past.
 */
export function unitePasts(one: Profile, other: Profile, cells: Cells, now: number): Past {
  let united = one.past;
  const add = (attribute: string, added: KeptObservation): void => {
    if (!isRepeat(cells, attribute, added.connectionId, added))
      united = addObservation(united, attribute, added);
  };
  for (const [attribute, observations] of Object.entries(other.past))
    for (const each of observations) add(attribute, each);
  for (const [attribute, bySource] of Object.entries(other.cells))
    for (const [connectionId, cell] of Object.entries(bySource)) {
      const rival = cellOf(one.cells, attribute, connectionId);
      if (rival === undefined) continue;
      for (const each of [rival, cell]) add(attribute, { ...each, connectionId, receivedAt: now });
    }
  return united;
}
