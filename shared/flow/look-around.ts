import type { Surroundings } from "../contracts/related.ts";
import { heldTargets } from "../profiles/carried.ts";
import { changedFields } from "../profiles/changed-fields.ts";
import { relatedName } from "../profiles/changed-related.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import type { Profile } from "../profiles/profile.ts";
import { recordOf } from "../profiles/record-of.ts";
import { relatedRecords } from "../profiles/related-records.ts";
import type { Reason } from "../profiles/standing.ts";
import { idField, relatedField } from "../segmentation/fields.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { carry, companiesToRead } from "./carry-companies.ts";
import { CompanyReader } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";
import { type IndexReader, type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { type ContactsRead, contactsOf } from "./read-contacts.ts";
import { contactNeeds } from "./related-needs.ts";

/** What a batch of decisions reads of related profiles, and by which index. */
export class RelatedReader {
  readonly #storage: FlowContext["storage"];
  readonly #index: IndexReader;
  readonly #companies: CompanyReader;

  constructor({ storage, index }: Pick<FlowContext, "storage" | "index">) {
    this.#storage = storage;
    this.#index = index;
    this.#companies = new CompanyReader(storage);
  }

  /** Reads with one request what `carry` will ask for; what fails here fails there. */
  async prefetch(
    { root, workspaceId }: IndexSnapshot,
    profiles: readonly Profile[],
    refresh: boolean,
  ): Promise<void> {
    const targets = profiles.flatMap((each) => [...companiesToRead(root, each, refresh)]);
    await Promise.allSettled([this.#companies.companies(workspaceId, targets)]);
  }

  /** See `carry`. */
  carry({ root }: IndexSnapshot, profile: Profile, refresh: boolean): Promise<Profile> {
    return carry(this.#companies, root, profile, refresh);
  }

  /** Stores what had to be completed. */
  contacts(snapshot: IndexSnapshot, company: Profile, now: number): Promise<ContactsRead> {
    return contactsOf({ storage: this.#storage, snapshot, now, keeps: this.#index }, company);
  }
}

interface Looking {
  readonly related: RelatedReader;
  readonly snapshot: IndexSnapshot;
  /** As stored. */
  readonly before: Profile;
  readonly now: number;
  /** What is known to have changed around the profile. */
  readonly refresh?: ReadonlySet<Surroundings>;
}

/** A profile amid its related ones, as a decision about it sees them. */
export interface LookedAround {
  /** With what it carries of companies, and of a company the digest of its contacts. */
  readonly profile: Profile;
  /** What differs from the stored profile, around it too. */
  readonly fields: ReadonlySet<string>;
  /** What the rules of these versions see; contacts are read where one of them reads contacts. */
  recordFor(versions: readonly IndexedVersion[]): Promise<SegmentationRecord>;
  /** What rules saw of the stored profile, its contacts as last read. */
  recordBefore(): SegmentationRecord;
}

/** Brings what a profile knows of its surroundings up to date, as far as its changes call for it. */
export async function lookAround(looking: Looking, after: Profile): Promise<LookedAround> {
  const { related, snapshot, before, now, refresh } = looking;
  const { attributes } = ruleContextOf(snapshot.root, after.object);
  const carrying = await related.carry(snapshot, after, refresh?.has("companies") === true);
  const fields = changedFields(before, carrying);
  let read: ContactsRead | undefined;
  /** Each state is put together once, as far as its contacts are known. */
  const made = new Map<Profile, SegmentationRecord>();
  const readContacts = async (): Promise<ContactsRead> => {
    if (read !== undefined) return read;
    read = await related.contacts(snapshot, carrying, now);
    made.clear();
    return read;
  };
  let profile = carrying;
  if (mayHaveOtherContacts(looking, carrying)) {
    const { digest } = await readContacts();
    if (digest !== carrying.contactsDigest) fields.add(relatedField("contacts", idField));
    profile = withDigest(carrying, digest);
  }
  const record = (of: Profile): SegmentationRecord => {
    const known = made.get(of) ?? {
      ...recordOf(of, attributes[of.object]),
      ...relatedRecords(of, attributes, read?.contacts),
    };
    made.set(of, known);
    return known;
  };
  return {
    profile,
    fields,
    recordFor: async (versions) => {
      if (profile.object === "company" && versions.some(readsContacts)) await readContacts();
      return record(profile);
    },
    recordBefore: () => record(before),
  };
}

/** The reason of a membership that turns by what changed around the profile; undefined where nothing did. */
export function surroundingReason(fields: Iterable<string>, now: number): Reason | undefined {
  const names = [...fields].flatMap((field) => relatedName(field) ?? []);
  const attribute = names.find((name) => name.includes(".")) ?? names[0];
  if (attribute === undefined) return undefined;
  return { at: now, cause: { kind: "change", attribute, at: new Date(now).toISOString() } };
}

function mayHaveOtherContacts({ snapshot, before, refresh }: Looking, after: Profile): boolean {
  if (after.object !== "company" || contactNeeds(snapshot.root) === undefined) return false;
  if (refresh?.has("contacts")) return true;
  const [had, has] = [heldTargets(before), heldTargets(after)];
  return had.size !== has.size || [...has].some((target) => !had.has(target));
}

function withDigest(profile: Profile, digest: string | undefined): Profile {
  if (profile.contactsDigest === digest) return profile;
  const { contactsDigest: _former, ...rest } = profile;
  return digest === undefined ? rest : { ...rest, contactsDigest: digest };
}

export function readsContacts({ rule }: Pick<IndexedVersion, "rule">): boolean {
  return rule.relatedNeeds.some(({ path }) => path === "contacts");
}

/** Whoever is gone knows nobody any more; what comes back looks again. */
export function withoutSurroundings(profile: Profile): Profile {
  const { carried: _carried, contactsDigest: _digest, ...rest } = profile;
  return rest;
}
