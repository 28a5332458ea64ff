import type { BehaviourNeeds } from "../profiles/behaviours.ts";
import { companyTargets, heldTargets } from "../profiles/carried.ts";
import { type ContactNeeds, contributionOf } from "../profiles/contribution.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { contentHash } from "../profiles/profile-id.ts";
import type { ContactOfCompany } from "../profiles/related-records.ts";
import { withForgetting } from "../profiles/retention.ts";
import { differs } from "../profiles/same-state.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { anyBehaviour, behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { LinkRow } from "../storage/links.ts";
import { backfill } from "./backfill.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, retentionOf } from "./index-reader.ts";
import { contactNeeds } from "./related-needs.ts";

/** What contacts are read with, and as of when. */
export interface ContactsReading {
  readonly storage: ContactsStorage;
  readonly snapshot: IndexSnapshot;
  readonly now: number;
  /** Stores what had to be completed; absent where nothing may be written. */
  readonly keeps?: Keeps;
}

type ContactsStorage = Pick<FlowContext["storage"], "links" | "profiles" | "history" | "tallies">;

/** Asked right before a contact is written: whether the index it was decided by is still the one. */
export interface Keeps {
  assertFresh(snapshot: IndexSnapshot): void;
}

export interface ContactsRead {
  readonly contacts: readonly ContactOfCompany[];
  /** Names this very state of them; undefined for no contacts. */
  readonly digest: string | undefined;
}

/**
 * The contacts of a company as the link rows of its records tell them. A row that was made
 * before rules came to read more is completed from the contact and its history; with `keeps`
 * the completed row, and the contact with what the history gave back, are stored.
 */
export async function contactsOf(
  reading: ContactsReading,
  company: Profile,
): Promise<ContactsRead> {
  const { storage, snapshot } = reading;
  const needs = contactNeeds(snapshot.root);
  if (needs === undefined) return { contacts: [], digest: undefined };
  const { workspaceId } = company;
  const targets = [...heldTargets(company)];
  const read = await Promise.all(
    targets.map((target) => storage.links.rows(workspaceId, { target, object: "contact" })),
  );
  const newest = new Map<string, LinkRow>();
  for (const row of read.flat()) {
    const known = newest.get(row.profileId);
    const isNewer = known === undefined || rank(row) > rank(known);
    if (isNewer) newest.set(row.profileId, row);
  }
  const rows = await completed(reading, needs, [...newest.values()]);
  const state = rows.map((row) => `${row.profileId} ${row.revision} ${row.needs}`).sort();
  return {
    contacts: rows.map(({ profileId, attributes, behaviours }) => ({
      id: profileId,
      attributes,
      behaviours,
    })),
    digest: rows.length === 0 ? undefined : contentHash(state),
  };
}

function rank({ needs, revision }: LinkRow): number {
  return needs * 1e12 + revision;
}

const completedAtOnce = 16;

async function completed(
  reading: ContactsReading,
  needs: ContactNeeds,
  rows: readonly LinkRow[],
): Promise<LinkRow[]> {
  const done = rows.filter((row) => row.needs >= needs.revision);
  const waiting = rows.filter((row) => row.needs < needs.revision);
  if (waiting.length === 0) return done;
  const { storage, snapshot } = reading;
  const fields = await behaviourFields(storage, snapshot.workspaceId, needs.behaviours);
  const completion: Completion = { ...reading, needs, fields };
  for (let start = 0; start < waiting.length; start += completedAtOnce) {
    const part = waiting.slice(start, start + completedAtOnce);
    const keys = part.map(({ profileId: id }) => keyOf(snapshot, id));
    const contacts = await storage.profiles.read(keys);
    const found = await Promise.all(
      part.map((row) => complete(completion, row, contacts.get(row.profileId))),
    );
    done.push(...found.flat());
  }
  return done;
}

interface Completion extends ContactsReading {
  readonly needs: ContactNeeds;
  /** Behaviours that the history is asked for. */
  readonly fields: readonly string[];
}

/** None where the contact has left meanwhile: the stream will tell. */
async function complete(
  completion: Completion,
  { target, object }: LinkRow,
  contact: Profile | undefined,
): Promise<LinkRow[]> {
  if (contact === undefined || !companyTargets(contact).has(target)) return [];
  const { storage, needs, keeps, now } = completion;
  const filled = await withHistory(completion, contact);
  const row: LinkRow = {
    target,
    object,
    profileId: filled.id,
    revision: filled.revision,
    removed: false,
    needs: needs.revision,
    ...contributionOf(filled, needs, now),
  };
  if (keeps !== undefined) await storage.links.apply(filled.workspaceId, row);
  return [row];
}

/** The contact with what it did that no rule had read before; stored, so that it stays. */
async function withHistory(completion: Completion, contact: Profile): Promise<Profile> {
  const { storage, snapshot, fields, keeps, now } = completion;
  return retrying(ConflictError, async (attempt) => {
    const read = attempt === 1 ? contact : (await storage.profiles.read([contact])).get(contact.id);
    const before = read ?? contact;
    const [backfilled = before] = await backfill(storage, snapshot, fields, [before], now);
    const filled = withForgetting(backfilled, retentionOf(snapshot.root, "contact"));
    if (!differs(before, filled, [])) return before;
    if (keeps === undefined) return filled;
    const profile = { ...filled, revision: before.revision + 1 };
    keeps.assertFresh(snapshot);
    await storage.profiles.write({
      profile,
      note: { at: now, history: [], flips: [] },
      read: before.revision,
      filesLater: isAlive(profile),
    });
    return profile;
  });
}

/** `*` spelled out as every name heard of. */
async function behaviourFields(
  storage: ContactsStorage,
  workspaceId: string,
  needs: BehaviourNeeds,
): Promise<string[]> {
  const fields = [...needs.keys()].map(behaviourField);
  if (!fields.includes(anyBehaviour)) return fields;
  const counts = await storage.tallies.counts(workspaceId, "attributes#contact");
  return Object.keys(counts).filter(isBehaviourField);
}

function keyOf({ workspaceId }: IndexSnapshot, id: string) {
  return { workspaceId, object: "contact" as const, id };
}
