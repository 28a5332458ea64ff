import type { AttributeValue, Change } from "../contracts/change.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import { addBehaviour } from "./behaviours.ts";
import { cellOf, isRepeat, placeCell } from "./cells.ts";
import { departedAt, withoutWordsOf } from "./departure.ts";
import { withOnly } from "./only-association.ts";
import { addObservation } from "./past.ts";
import {
  type Cell,
  type HistoryEntry,
  isLive,
  type KeptObservation,
  type Profile,
  type SourceRecord,
} from "./profile.ts";
import { contentHash } from "./profile-id.ts";

/** A change with what the message around it says. */
export interface IncomingChange {
  readonly connectionId: string;
  readonly rank: number;
  readonly receivedAt: number;
  readonly change: Change;
}

export interface Folded {
  readonly profile: Profile;
  readonly history: readonly HistoryEntry[];
}

/**
 * Applies one change to a profile by the clock of each value. Commutative and idempotent:
 * any order, any number of repeats give the same profile. A merge of records is not
 * folded here, it concerns several profiles.
 */
export function foldChange(profile: Profile, incoming: IncomingChange): Folded {
  const { change } = incoming;
  if (profile.erasedAt !== undefined) return { profile, history: [] };
  if (change.body.kind === "erasure") return { profile: erase(profile, incoming), history: [] };
  if (change.body.kind === "deletion") return foldDeletion(profile, incoming);
  const record = recordIn(profile, incoming);
  const goneAt = record?.mergedAway
    ? departedAt(profile, incoming.connectionId)
    : record?.deletedAt;
  if (goneAt !== undefined && effectiveAt(change) <= goneAt) return { profile, history: [] };
  const known = seen(profile, incoming);
  const folded = foldBody(known, incoming);
  if (known === profile || saysOfRecord(record, folded)) return folded;
  // That a source has the record at all is news, whatever it says of it.
  const note = recordEntry(incoming, effectiveAt(change));
  return { ...folded, history: [...folded.history, note] };
}

/**
 * Whether what is kept of a change says that its source has the record. Happenings are kept for a
 * while, and looked up by their names: they do not, where it had none before.
 */
function saysOfRecord(record: SourceRecord | undefined, { history }: Folded): boolean {
  if (record !== undefined && (record.mergedAway || isLive(record))) return history.length > 0;
  return history.some(({ field }) => !isBehaviourField(field));
}

function foldBody(profile: Profile, incoming: IncomingChange): Folded {
  const { body } = incoming.change;
  switch (body.kind) {
    case "attributes":
      return foldAttributes(profile, incoming, body.values);
    case "behaviour": {
      const key = contentHash([
        incoming.connectionId,
        incoming.change.recordId,
        body.id ?? [body.name, body.happenedAt, sorted(body.properties)],
      ]);
      const happening = {
        key,
        connectionId: incoming.connectionId,
        happenedAt: body.happenedAt,
        receivedAt: incoming.receivedAt,
        properties: body.properties,
      };
      const behaviours = addBehaviour(profile.behaviours, body.name, happening);
      if (behaviours === profile.behaviours) return { profile, history: [] };
      const note: HistoryEntry = {
        field: behaviourField(body.name),
        key,
        connectionId: incoming.connectionId,
        at: body.happenedAt,
        value: null,
        properties: body.properties,
        ...toldOf(incoming),
      };
      return { profile: { ...profile, behaviours }, history: [note] };
    }
    case "association":
      return foldAssociation(profile, incoming, body);
    case "deletion":
    case "erasure":
    case "merge":
      return { profile, history: [] };
  }
}

function foldAttributes(
  profile: Profile,
  incoming: IncomingChange,
  values: Extract<Change["body"], { kind: "attributes" }>["values"],
): Folded {
  let { cells, past } = profile;
  const news: Record<string, AttributeValue | null> = {};
  for (const [attribute, value] of Object.entries(values)) {
    const cell = { value, at: incoming.change.at, rank: incoming.rank };
    if (isRepeat(cells, attribute, incoming.connectionId, cell)) continue;
    const placed = placeCell(cells, attribute, incoming.connectionId, cell);
    const older = placed === cells ? cell : cellOf(cells, attribute, incoming.connectionId);
    const kept =
      older === undefined ? past : addObservation(past, attribute, observation(older, incoming));
    // What lost before, heard again.
    if (placed === cells && kept === past) continue;
    cells = placed;
    past = kept;
    news[attribute] = value;
  }
  if (Object.keys(news).length === 0) return { profile, history: [] };
  const { connectionId, change } = incoming;
  const key = contentHash([connectionId, change.recordId, change.at, sorted(news)]);
  const note = {
    field: attributesField,
    key,
    connectionId,
    at: change.at,
    value: null,
    values: news,
    ...toldOf(incoming),
  };
  return { profile: { ...profile, cells, past }, history: [note] };
}

function observation(cell: Cell, { connectionId, receivedAt }: IncomingChange): KeptObservation {
  return { ...cell, connectionId, receivedAt };
}

/** All attributes of one change are one entry of the history. */
export const attributesField = "attributes";
/** What else the history keeps of a profile, beside its behaviours. */
export const associationField = "association";
export const deletionField = "deletion";
export const mergeField = "merge";
export const recordField = "record";

function foldAssociation(
  profile: Profile,
  incoming: IncomingChange,
  body: Extract<Change["body"], { kind: "association" }>,
): Folded {
  if (body.only) return foldOnlyAssociation(profile, incoming, body);
  const same = (each: Profile["associations"][number]): boolean =>
    each.connectionId === incoming.connectionId &&
    each.object === body.to.object &&
    each.recordId === body.to.recordId;
  const known = profile.associations.find(same);
  const { at } = incoming.change;
  // At equal instants the association that stands wins, whatever came first.
  const loses =
    known !== undefined && (known.at > at || (known.at === at && (body.removed || !known.removed)));
  if (loses) return { profile, history: [] };
  const association = {
    connectionId: incoming.connectionId,
    ...body.to,
    at,
    removed: body.removed,
  };
  const associations = [...profile.associations.filter((each) => !same(each)), association];
  return {
    profile: { ...profile, associations },
    history: [associationEntry(incoming, body)],
  };
}

function foldOnlyAssociation(
  profile: Profile,
  incoming: IncomingChange,
  body: Extract<Change["body"], { kind: "association" }>,
): Folded {
  const { connectionId, change } = incoming;
  const { to, removed } = body;
  const told = { connectionId, ...to, at: change.at, removed };
  const associations = withOnly(profile.associations, told);
  if (associations === profile.associations) return { profile, history: [] };
  const note = associationEntry(incoming, body);
  return { profile: { ...profile, associations }, history: [note] };
}

function associationEntry(
  incoming: IncomingChange,
  { to, removed, only }: Extract<Change["body"], { kind: "association" }>,
): HistoryEntry {
  const value = only && to.recordId === "" ? null : to.recordId;
  const association = { object: to.object, removed, ...(only ? { only } : {}) };
  return { ...entry(incoming, associationField, value), association };
}

function foldDeletion(profile: Profile, incoming: IncomingChange): Folded {
  const { at } = incoming.change;
  const record = recordIn(profile, incoming);
  if (record?.mergedAway || (record?.deletedAt !== undefined && record.deletedAt >= at))
    return { profile, history: [] };
  const marked: SourceRecord = {
    connectionId: incoming.connectionId,
    recordId: incoming.change.recordId,
    // What was heard of it before counts no more, whichever came first.
    seenAt: record !== undefined && record.seenAt > at ? record.seenAt : 0,
    deletedAt: at,
  };
  const removed = withoutWordsOf(withRecord(profile, marked), incoming.connectionId, at);
  const note = entry(incoming, deletionField, null);
  if (marked.seenAt === 0) return { profile: removed, history: [note] };
  // It comes late: the source has told of the record since, if only of what it did.
  return { profile: removed, history: [note, recordEntry(incoming, marked.seenAt)] };
}

/**
 * Everything personal goes, of every source, the ids of its records too. What remains is the mark,
 * under the id that its first record leads to; those of the others lead there by pointers.
 */
function erase(profile: Profile, incoming: IncomingChange): Profile {
  const { apart: _apart, ...rest } = profile;
  return {
    ...rest,
    records: [],
    cells: {},
    past: {},
    behaviours: {},
    associations: [],
    duplicateOf: [],
    erasedAt: incoming.change.at,
  };
}

/** A happening from before a deletion does not restore the record, however late it is told. */
function effectiveAt(change: Change): number {
  return change.body.kind === "behaviour" ? Math.min(change.at, change.body.happenedAt) : change.at;
}

function seen(profile: Profile, incoming: IncomingChange): Profile {
  const record = recordIn(profile, incoming);
  const seenAt = effectiveAt(incoming.change);
  if (record !== undefined && record.seenAt >= seenAt) return profile;
  return withRecord(profile, {
    ...record,
    connectionId: incoming.connectionId,
    recordId: incoming.change.recordId,
    seenAt,
  });
}

function recordIn(profile: Profile, incoming: IncomingChange): SourceRecord | undefined {
  return profile.records.find(
    (record) =>
      record.connectionId === incoming.connectionId && record.recordId === incoming.change.recordId,
  );
}

function withRecord(profile: Profile, record: SourceRecord): Profile {
  const others = profile.records.filter(
    (each) => each.connectionId !== record.connectionId || each.recordId !== record.recordId,
  );
  return { ...profile, records: [...others, record] };
}

function recordEntry(incoming: IncomingChange, at: number): HistoryEntry {
  return entry({ ...incoming, change: { ...incoming.change, at } }, recordField, null);
}

function entry(
  incoming: IncomingChange,
  field: string,
  value: HistoryEntry["value"],
): HistoryEntry {
  const { at } = incoming.change;
  const key = contentHash([incoming.connectionId, incoming.change.recordId, at, value]);
  const { connectionId } = incoming;
  return { field, key, connectionId, at, value, ...toldOf(incoming) };
}

function toldOf({ change, rank }: IncomingChange): Pick<HistoryEntry, "recordId" | "rank"> {
  return { recordId: change.recordId, rank };
}

function sorted(properties: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
}
