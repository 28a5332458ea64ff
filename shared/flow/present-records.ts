import { dueOrdinals, type IndexedVersion } from "../profiles/memberships.ts";
import type { Profile } from "../profiles/profile.ts";
import { recordOf } from "../profiles/record-of.ts";
import { relatedRecords } from "../profiles/related-records.ts";
import { forget } from "../profiles/retention.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { carry, companiesToRead } from "./carry-companies.ts";
import { CompanyReader } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";
import { ruleReason } from "./decide.ts";
import { evaluateAndFollow, segmentsRead } from "./follow-segments.ts";
import { type IndexSnapshot, retentionOf, ruleContextOf } from "./index-reader.ts";
import { readsContacts } from "./look-around.ts";
import { contactsOf } from "./read-contacts.ts";

type PresentContext = Pick<FlowContext, "storage" | "index" | "clock">;

/**
 * What rules see of stored profiles, without storing anything: what a profile does not carry
 * yet is read, and a company's contacts where one of the rules reads contacts.
 */
export class PresentRecords {
  readonly #context: PresentContext;
  readonly #snapshot: IndexSnapshot;
  readonly #versions: readonly Pick<IndexedVersion, "rule">[];
  readonly #companies: CompanyReader;

  constructor(
    context: PresentContext,
    snapshot: IndexSnapshot,
    versions: readonly Pick<IndexedVersion, "rule">[],
  ) {
    this.#context = context;
    this.#snapshot = snapshot;
    this.#versions = versions;
    this.#companies = new CompanyReader(context.storage);
  }

  /** By profile, as given: companies are read for all of them at once. */
  async of(profiles: readonly Profile[]): Promise<ReadonlyMap<Profile, SegmentationRecord>> {
    const { root, workspaceId } = this.#snapshot;
    const targets = profiles.flatMap((each) => [...companiesToRead(root, each, false)]);
    if (targets.length > 0) await this.#companies.companies(workspaceId, targets);
    const records = await Promise.all(profiles.map((each) => this.one(each)));
    return new Map(profiles.flatMap((each, at) => (records[at] ? [[each, records[at]]] : [])));
  }

  /** What is due to be forgotten is not seen, whether or not the write of that has come by. */
  async one(stored: Profile): Promise<SegmentationRecord> {
    const { storage, clock } = this.#context;
    const { root } = this.#snapshot;
    const { attributes } = ruleContextOf(root, stored.object);
    const kept = forget(stored, retentionOf(root, stored.object), clock.now());
    const profile = await carry(this.#companies, root, kept, false);
    const reading = { storage, snapshot: this.#snapshot, now: clock.now() };
    const isSeen = profile.object === "company" && this.#versions.some(readsContacts);
    const contacts = isSeen ? (await contactsOf(reading, profile)).contacts : [];
    const record = {
      ...recordOf(profile, attributes[profile.object]),
      ...relatedRecords(profile, attributes, contacts),
    };
    return { ...record, segments: await this.#segments(profile, record) };
  }

  /** Segments whose time has come and is not yet written are as the clock has them. */
  async #segments(profile: Profile, record: SegmentationRecord): Promise<ReadonlySet<string>> {
    const readsSegments = this.#versions.some(({ rule }) => rule.segments.length > 0);
    if (!readsSegments) return new Set();
    const { index, clock } = this.#context;
    const now = clock.now();
    const due = new Set(dueOrdinals(profile, now));
    const versions = await index.versions(this.#snapshot, profile.object, due);
    const reason = ruleReason(now);
    const settled = await evaluateAndFollow(index, this.#snapshot, {
      profile,
      recordFor: async () => record,
      recordBefore: () => record,
      versions,
      now,
      causeOf: () => reason,
    });
    return segmentsRead(settled.profile, this.#snapshot.root, this.#versions);
  }
}
