import type { BusEvent } from "../messaging/bus.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { isAlive, type Profile, type WriteNote } from "../profiles/profile.ts";
import { foundOrdinals, membershipDifferences } from "../profiles/transitions.ts";
import type { StoredRule } from "../storage/index-chunks.ts";
import { foundBy, type MemberRow } from "../storage/members.ts";
import type { Transition } from "../storage/transitions.ts";
import type { Turn } from "../storage/turns.ts";
import { correlated } from "./correlation.ts";

/** A transition before it has its place in the segment's sequence. */
export type DerivedTransition = Omit<Transition, "number" | "publishedAt">;

/** One record of the profiles' stream, decoded. */
export interface ProfileRecordImage {
  readonly sequenceNumber: string;
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: WriteNote;
}

/** What one record of the stream says, before anything is written. */
export interface Derived {
  readonly workspaceId: string;
  readonly sequenceNumber: string;
  readonly rows: readonly { segmentId: string; row: MemberRow }[];
  /** Segments whose size changes, by how much. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly transitions: readonly DerivedTransition[];
  /** Of every membership, also those that a merge handed on. */
  readonly turns: readonly Turn[];
  readonly events: readonly BusEvent[];
}

export type Rules = ReadonlyMap<string, StoredRule>;

export function derive(image: ProfileRecordImage, rules: Rules): Derived {
  const { after, before, note } = image;
  const { workspaceId, revision } = after;
  const rows: { segmentId: string; row: MemberRow }[] = [];
  const sizes = new Map<string, number>();
  const transitions: DerivedTransition[] = [];
  const turns: Turn[] = [];
  for (const difference of membershipDifferences(before, after, note.flips)) {
    const version = rules.get(`${workspaceId}/${difference.ordinal}`);
    const { flip, member } = difference;
    if (version === undefined || flip === undefined) continue;
    const at = new Date(flip.at).toISOString();
    const { segmentId } = version;
    sizes.set(segmentId, (sizes.get(segmentId) ?? 0) + (member ? 1 : -1));
    rows.push({
      segmentId,
      row: { profileId: after.id, member, since: at, cause: flip.cause, revision },
    });
    const { cause, kind } = flip;
    const segmentVersion = version.version;
    const turn = { segmentId, profileId: after.id, at, cause, revision, segmentVersion };
    turns.push({ ...turn, kind });
    if (kind === "entered" || kind === "exited") transitions.push({ ...turn, kind });
  }
  rows.push(...foundRows(image, rules));
  const events = [...eventsOf(image, transitions), ...approachesOf(image, rules)];
  return {
    workspaceId,
    sequenceNumber: image.sequenceNumber,
    rows,
    sizes,
    transitions,
    turns,
    events,
  };
}

/**
 * Whom a version that is built beside another has found, or no longer finds: once it takes over,
 * they are in the segment at that instant, before the walk has come to them.
 */
function foundRows(
  { before, after, note }: ProfileRecordImage,
  rules: Rules,
): { segmentId: string; row: MemberRow }[] {
  const [had, has] = [foundIn(before, rules), foundIn(after, rules)];
  const at = new Date(note.at).toISOString();
  const { id: profileId, revision } = after;
  return [...had.symmetricDifference(has)].map((segmentId) => {
    const cause = { kind: "rule" as const, at };
    return {
      segmentId,
      row: { profileId, member: has.has(segmentId), since: at, cause, revision },
    };
  });
}

/** The lists of versions that have found somebody who is not in the segment already. */
function foundIn(profile: Profile | undefined, rules: Rules): Set<string> {
  const found = foundOrdinals(profile);
  if (profile === undefined || found.length === 0) return new Set();
  const versionOf = (ordinal: number) => rules.get(`${profile.workspaceId}/${ordinal}`);
  const members = new Set(profile.announced.map((ordinal) => versionOf(ordinal)?.segmentId));
  return new Set(
    found.flatMap((ordinal) => {
      const version = versionOf(ordinal);
      if (version === undefined || members.has(version.segmentId)) return [];
      return [foundBy(version.segmentId, version.version)];
    }),
  );
}

function eventsOf(image: ProfileRecordImage, transitions: readonly DerivedTransition[]) {
  const { workspaceId, object, revision } = image.after;
  const identities = knownAs(image);
  return transitions.map(
    ({ segmentId, profileId, kind, at, cause, segmentVersion }): BusEvent => ({
      detailType: `segment.${kind}`,
      detail: {
        workspaceId,
        segmentId,
        segmentVersion,
        profileId,
        object,
        identities,
        at,
        cause,
        revision,
        ...correlated(image.note.correlationIds),
      },
    }),
  );
}

/** Outside systems know who is gone by what they were known by. */
function knownAs({ before, after }: ProfileRecordImage) {
  return identitiesOf(isAlive(after) ? after : (before ?? after));
}

function approachesOf(image: ProfileRecordImage, rules: Rules): BusEvent[] {
  const { workspaceId, object, revision, id: profileId } = image.after;
  const identities = knownAs(image);
  const by = correlated(image.note.correlationIds);
  return (image.note.approaching ?? []).flatMap(({ ordinal, lead, ...instants }): BusEvent[] => {
    const version = rules.get(`${workspaceId}/${ordinal}`);
    if (version === undefined) return [];
    const { segmentId, version: segmentVersion } = version;
    const at = new Date(instants.at).toISOString();
    const leavesAt = new Date(instants.leavesAt).toISOString();
    const of = { workspaceId, segmentId, segmentVersion, profileId, object, identities };
    const detail = { ...of, at, lead, leavesAt, revision, ...by };
    return [{ detailType: "segment.exit-approaching", detail }];
  });
}
