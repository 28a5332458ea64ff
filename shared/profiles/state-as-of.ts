import type { Change } from "../contracts/change.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import { addBehaviour } from "./behaviours.ts";
import {
  associationField,
  deletionField,
  foldChange,
  type IncomingChange,
  recordField,
} from "./fold-change.ts";
import {
  type HistoryEntry,
  type KeptBehaviour,
  type KeptObservation,
  newProfile,
  type Profile,
  type ProfileKey,
} from "./profile.ts";

/**
 * A profile as it stood at an instant (in milliseconds, by Muster's clock): all it had taken in
 * by then, folded by the same merge that folded it the first time. Nothing is trimmed, and
 * nothing is said of memberships.
 * @param mergedAway records of it that their source merged into others, which no entry tells
 */
export function stateAsOf(
  key: ProfileKey,
  entries: readonly HistoryEntry[],
  instant: number,
  mergedAway: Profile["records"] = [],
): Profile {
  const fold = new LongFold(key, instant);
  for (const entry of knownAt(entries, instant)) {
    const incoming = incomingOf(key, entry);
    if (incoming !== undefined) fold.add(incoming);
  }
  const profile = fold.profile();
  const gone = new Set(mergedAway.map(nameOf));
  const records = profile.records.map((each) =>
    gone.has(nameOf(each)) ? { ...each, mergedAway: true } : each,
  );
  return { ...profile, records };
}

/**
 * Folds very many changes: what only ever gathers is put aside after each, so that a change costs
 * the same however many came before. A deletion is shown all of it, since it takes some away.
 */
class LongFold {
  #profile: Profile;
  readonly #past = new Map<string, Map<string, KeptObservation>>();
  readonly #behaviours = new Map<string, Map<string, KeptBehaviour>>();

  constructor({ workspaceId, object, id }: ProfileKey, now: number) {
    this.#profile = newProfile({ workspaceId, object, id }, now);
  }

  add(incoming: IncomingChange): void {
    const isDeletion = incoming.change.body.kind === "deletion";
    const before = isDeletion ? this.profile() : this.#profile;
    if (isDeletion) for (const aside of [this.#past, this.#behaviours]) aside.clear();
    const { past, behaviours, ...rest } = foldChange(before, incoming).profile;
    for (const [attribute, observations] of Object.entries(past))
      for (const each of observations) {
        const told = JSON.stringify([each.connectionId, each.at, each.value]);
        within(this.#past, attribute).set(told, each);
      }
    for (const [name, happenings] of Object.entries(behaviours))
      for (const each of happenings) this.#addBehaviour(name, each);
    this.#profile = { ...rest, past: {}, behaviours: {} };
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
  return entries
    .filter((entry) => recordedAt(entry) <= instant)
    .sort((one, other) => recordedAt(one) - recordedAt(other) || one.at - other.at);
}

/** What is older than as-of questions counts from when its source says it happened. */
export function recordedAt(entry: HistoryEntry): number {
  return entry.recordedAt ?? entry.at;
}

function nameOf({ connectionId, recordId }: Profile["records"][number]): string {
  return JSON.stringify([connectionId, recordId]);
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
