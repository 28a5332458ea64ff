import {
  newProfile,
  type Profile,
  type RecordName,
  type Separation,
  type SourceRecord,
} from "./profile.ts";
import { profileIdOf } from "./profile-id.ts";

/** Who took records out of a profile, when and why. */
export type Splitting = Pick<Separation, "at" | "by" | "reason">;

/** Two profiles that were one. Memberships and claims are for the caller to decide: the other has none yet. */
export interface Halves {
  /** Keeps the id: it has the record that the id is derived from. */
  readonly home: Profile;
  /** Gets the id of a record of its own. */
  readonly other: Profile;
}

export function derivedId({ workspaceId, object }: Profile, record: RecordName): string {
  return profileIdOf(workspaceId, object, record.connectionId, record.recordId);
}

/** Whether it is found under the id: its own, or that of one of its records. */
export function isFoundBy(profile: Profile, id: string): boolean {
  return profile.id === id || profile.records.some((each) => derivedId(profile, each) === id);
}

/**
 * Parts a profile by its sources: values, what they replaced, behaviours and associations are
 * kept per source and go with its records. So all records of a source go together; undefined
 * where one side would have none.
 */
export function halvesOf(
  profile: Profile,
  named: readonly RecordName[],
  splitting: Splitting,
): Halves | undefined {
  const leaving = new Set(named.map((each) => each.connectionId));
  const staying = new Set(
    profile.records.map((each) => each.connectionId).filter((each) => !leaving.has(each)),
  );
  const base = profile.records.find((each) => derivedId(profile, each) === profile.id);
  const homes = base !== undefined && leaving.has(base.connectionId) ? leaving : staying;
  const isHome = (connectionId: string): boolean => homes.has(connectionId);
  const isOther = (connectionId: string): boolean => !homes.has(connectionId);
  const home = partOf(profile, isHome);
  const other = partOf(profile, isOther);
  const [first] = other.records.toSorted(standingFirst);
  if (first === undefined || home.records.length === 0) return undefined;
  const { filing: _leaving, ...rest } = profile;
  const { workspaceId, object, createdAt, apart = [] } = rest;
  const id = derivedId(profile, first);
  return {
    home: {
      ...rest,
      ...home,
      ...stayingOf(profile, isHome),
      ...filingIn(profile, isHome),
      apart: [...apart, { profileId: id, records: namesOf(other), ...splitting }],
    },
    other: {
      ...newProfile({ workspaceId, object, id }, createdAt),
      ...other,
      ...filingIn(profile, isOther),
      apart: [...apart, { profileId: profile.id, records: namesOf(home), ...splitting }],
    },
  };
}

/** What waits for the history goes there by the stream, and from there to the other one. */
function stayingOf({ unfiled }: Profile, isOwn: (connectionId: string) => boolean) {
  return unfiled && { unfiled: unfiled.filter(({ connectionId }) => isOwn(connectionId)) };
}

/** What is on its way to the history is missed by whoever has its records. */
function filingIn({ filing }: Profile, isOwn: (connectionId: string) => boolean) {
  return filing?.connectionId !== undefined && isOwn(filing.connectionId) ? { filing } : {};
}

type Words = Pick<Profile, "records" | "cells" | "past" | "behaviours" | "associations">;

/** What some of its sources say of a profile. */
function partOf(profile: Profile, isOwn: (connectionId: string) => boolean): Words {
  const own = (each: { readonly connectionId: string }): boolean => isOwn(each.connectionId);
  const cells = filled(profile.cells, (bySource) =>
    Object.fromEntries(Object.entries(bySource).filter(([connectionId]) => isOwn(connectionId))),
  );
  return {
    records: profile.records.filter(own),
    cells,
    past: filled(profile.past, (kept) => kept.filter(own)),
    behaviours: filled(profile.behaviours, (kept) => kept.filter(own)),
    associations: profile.associations.filter(own),
  };
}

/** By name what is left of each; names of which nothing is left go. */
function filled<Value extends object>(
  byName: Readonly<Record<string, Value>>,
  part: (value: Value) => Value,
): Record<string, Value> {
  const parts = Object.entries(byName).map(([name, value]): [string, Value] => [name, part(value)]);
  return Object.fromEntries(parts.filter(([, value]) => Object.keys(value).length > 0));
}

/** Records that their source merged into others come last, then the order in which they came. */
function standingFirst(one: SourceRecord, other: SourceRecord): number {
  return Number(one.mergedAway === true) - Number(other.mergedAway === true);
}

function namesOf({ records }: Pick<Profile, "records">): RecordName[] {
  return records.map(({ connectionId, recordId }) => ({ connectionId, recordId }));
}

/** Whether somebody took them apart: whatever they became since, their records say so. */
export function areApart(one: Profile, other: Profile): boolean {
  return namesOneOf(one, other) || namesOneOf(other, one);
}

function namesOneOf({ apart = [] }: Profile, { records }: Profile): boolean {
  const held = new Set(records.map(nameKey));
  return apart.some((each) => each.records.some((record) => held.has(nameKey(record))));
}

/** Whether a profile that goes on lost records by a write. */
export function hasLost(before: Profile, after: Profile): boolean {
  if (after.mergedInto !== undefined || after.erasedAt !== undefined) return false;
  const has = new Set(after.records.map(nameKey));
  return before.records.some((each) => !has.has(nameKey(each)));
}

export function nameKey({ connectionId, recordId }: RecordName): string {
  return JSON.stringify([connectionId, recordId]);
}
