import type { Change } from "../contracts/change.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import { addBehaviour } from "./behaviours.ts";
import { withoutDeparted } from "./departure.ts";
import {
  associationField,
  deletionField,
  foldChange,
  type IncomingChange,
  mergeField,
  recordField,
} from "./fold-change.ts";
import { beforeMerge, broughtBy, recordedAt } from "./handed-on.ts";
import { unite } from "./identity.ts";
import { mergedAway } from "./merged-away.ts";
import {
  type HistoryEntry,
  type KeptBehaviour,
  type KeptObservation,
  newProfile,
  type Profile,
  type ProfileKey,
} from "./profile.ts";
import { nameKey } from "./split-profile.ts";

/**
 * A profile as it stood at an instant (in milliseconds, by Muster's clock): all it had taken in
 * by then, folded by the same merge that folded it the first time. Nothing is trimmed, and
 * nothing is said of memberships.
 * @param entries all that is kept of it, also from after the instant
 * @param present records as they are now: of merges in their source older than the entries that tell them
 */
export function stateAsOf(
  key: ProfileKey,
  entries: readonly HistoryEntry[],
  instant: number,
  present: Profile["records"] = [],
): Profile {
  const profile = folded(key, knownAt(entries, instant), instant);
  const told = new Set(entries.filter(({ field }) => field === mergeField).map(recordKey));
  const gone = new Set(present.filter((each) => each.mergedAway).map(nameKey)).difference(told);
  const records = profile.records.map((each) =>
    gone.has(nameKey(each)) ? { ...each, mergedAway: true } : each,
  );
  return { ...profile, records };
}

/**
 * What came in with a merge is folded by itself, in the order in which it was heard, and united
 * with the rest as it was then: a deletion ends what its own profile had been told, no more.
 */
function folded(key: ProfileKey, entries: readonly HistoryEntry[], now: number): Profile {
  const fold = new LongFold(key, now);
  for (const [at, taken] of Map.groupBy(entries, recordedAt)) {
    const bySource = Map.groupBy(taken, broughtBy);
    for (const entry of bySource.get(undefined) ?? []) fold.add(key, entry);
    for (const [id, brought] of bySource)
      if (id !== undefined)
        fold.unite(folded({ ...key, id }, inOrder(brought.map(beforeMerge)), at), at);
  }
  return fold.profile();
}

/**
 * Folds very many changes: what only ever gathers is put aside after each, so that a change costs
 * the same however many came before. A deletion is shown all of it, since it takes some away, and
 * so may a merge.
 */
class LongFold {
  #profile: Profile;
  readonly #past = new Map<string, Map<string, KeptObservation>>();
  readonly #behaviours = new Map<string, Map<string, KeptBehaviour>>();

  constructor({ workspaceId, object, id }: ProfileKey, now: number) {
    this.#profile = newProfile({ workspaceId, object, id }, now);
  }

  add(key: ProfileKey, entry: HistoryEntry): void {
    const { connectionId, recordId = "", at } = entry;
    if (entry.field === mergeField)
      return this.#put(mergedAway(this.#profile, { connectionId, recordId }, at));
    const incoming = incomingOf(key, entry);
    if (incoming === undefined) return;
    const isDeletion = incoming.change.body.kind === "deletion";
    this.#put(foldChange(isDeletion ? this.#takeAll() : this.#profile, incoming).profile);
  }

  unite(loser: Profile, now: number): void {
    const united = unite(this.#profile, { ...loser, past: {}, behaviours: {} }, now);
    this.#gather(loser);
    this.#put(united);
    this.#put(withoutDeparted(this.#takeAll()));
  }

  #takeAll(): Profile {
    const profile = this.profile();
    for (const aside of [this.#past, this.#behaviours]) aside.clear();
    return profile;
  }

  #put(profile: Profile): void {
    this.#gather(profile);
    this.#profile = { ...profile, past: {}, behaviours: {} };
  }

  #gather({ past, behaviours }: Profile): void {
    for (const [attribute, observations] of Object.entries(past))
      for (const each of observations) {
        const told = JSON.stringify([each.connectionId, each.at, each.value]);
        within(this.#past, attribute).set(told, each);
      }
    for (const [name, happenings] of Object.entries(behaviours))
      for (const each of happenings) this.#addBehaviour(name, each);
  }

  #addBehaviour(name: string, added: KeptBehaviour): void {
    const known = within(this.#behaviours, name);
    const former = known.get(added.key);
    const [kept] = addBehaviour({ [name]: former ? [former] : [] }, name, added)[name] ?? [];
    if (kept !== undefined) known.set(added.key, kept);
  }

  profile(): Profile {
    return { ...this.#profile, past: listed(this.#past), behaviours: listed(this.#behaviours) };
  }
}

function within<Item>(map: Map<string, Map<string, Item>>, name: string): Map<string, Item> {
  const known = map.get(name) ?? new Map<string, Item>();
  map.set(name, known);
  return known;
}

function listed<Item>(map: ReadonlyMap<string, ReadonlyMap<string, Item>>): Record<string, Item[]> {
  return Object.fromEntries([...map].map(([name, items]) => [name, [...items.values()]]));
}

/** What had been taken in by an instant, in that order. */
export function knownAt(entries: readonly HistoryEntry[], instant: number): HistoryEntry[] {
  return inOrder(entries.filter((entry) => recordedAt(entry) <= instant));
}

/** A merge comes after what was told in the same batch of the record that it ends. */
function inOrder(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return entries.toSorted(
    (one, other) =>
      recordedAt(one) - recordedAt(other) ||
      Number(one.field === mergeField) - Number(other.field === mergeField) ||
      one.at - other.at,
  );
}

function recordKey({ connectionId, recordId = "" }: HistoryEntry): string {
  return nameKey({ connectionId, recordId });
}

function incomingOf({ object }: ProfileKey, entry: HistoryEntry): IncomingChange | undefined {
  const body = bodyOf(entry);
  if (body === undefined) return undefined;
  const { connectionId, rank = 0, recordId = "", at } = entry;
  const change = { object, recordId, at, body };
  return { connectionId, rank, receivedAt: recordedAt(entry), change };
}

function bodyOf(entry: HistoryEntry): Change["body"] | undefined {
  const { field, value, values, association } = entry;
  if (values !== undefined) return { kind: "attributes", values };
  if (isBehaviourField(field)) return behaviourOf(entry);
  switch (field) {
    case associationField: {
      const recordId = typeof value === "string" ? value : "";
      if (association === undefined) return undefined;
      const { object, ...told } = association;
      return { kind: "association", to: { object, recordId }, ...told };
    }
    case deletionField:
      return { kind: "deletion" };
    case recordField:
      return { kind: "attributes", values: {} };
    default:
      return undefined;
  }
}

/** The key tells happenings apart as the source's own id, or all it said, did. */
function behaviourOf({ field, key: id, at, properties = {} }: HistoryEntry): Change["body"] {
  const name = field.slice(behaviourField("").length);
  return { kind: "behaviour", name, happenedAt: at, properties, id };
}
