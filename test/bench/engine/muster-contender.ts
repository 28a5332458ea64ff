import { evaluateMemberships, type IndexedVersion } from "../../../shared/profiles/memberships.ts";
import { newProfile, type Profile } from "../../../shared/profiles/profile.ts";
import type { CompiledRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { DependencyIndex } from "../../../shared/segmentation/index/dependency-index.ts";
import type { SegmentationRecord, Value } from "../../../shared/segmentation/record.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, Outcome } from "./contender.ts";
import type { ChangeEvent } from "./workload.ts";

interface StoredProfile {
  profile: Profile;
  readonly attributes: Map<string, Value>;
  readonly record: SegmentationRecord;
}

const reason = { at: benchNow, cause: { kind: "rule", at: "2026-11-22T12:00:00Z" } } as const;

/**
 * The product's own way: its dependency index names the touched versions, and its evaluation turns
 * stored memberships and finds out when each next turns by time alone, which the others do not.
 */
export class MusterContender implements Contender {
  readonly name = "muster";
  readonly #versions: readonly IndexedVersion[];
  readonly #index: DependencyIndex;
  readonly #stored = new Map<number, StoredProfile>();

  constructor(rules: readonly CompiledRule[]) {
    this.#versions = rules.map((rule, ordinal) => ({
      ordinal,
      segmentId: String(ordinal),
      version: 1,
      serving: true,
      building: false,
      replaces: [],
      rule,
    }));
    this.#index = new DependencyIndex(rules.map(({ reads }, ordinal) => ({ ordinal, reads })));
  }

  load(number: number, values: ReadonlyMap<string, Value>): void {
    const attributes = new Map(values);
    const id = String(number);
    const record = { id, attributes, behaviours: new Map() };
    const source = { connectionId: "bench", recordId: id, seenAt: benchNow };
    const key = { workspaceId: "bench", object: "contact", id } as const;
    const profile = { ...newProfile(key, benchNow), records: [source] };
    const loaded = this.#evaluate(profile, record, this.#versions);
    this.#stored.set(number, { profile: loaded.profile, attributes, record });
  }

  apply({ record: number, attribute, value }: ChangeEvent): Outcome {
    const stored = this.#stored.get(number);
    if (stored === undefined) throw new Error(`record ${number} was not loaded`);
    stored.attributes.set(attribute, value);
    const versions: IndexedVersion[] = [];
    for (const ordinal of this.#index.touchedBy([attributeField(attribute)])) {
      const version = this.#versions[ordinal];
      if (version !== undefined) versions.push(version);
    }
    const { profile, flips } = this.#evaluate(stored.profile, stored.record, versions);
    stored.profile = profile;
    return {
      touched: versions.length,
      flips: flips.map(({ kind, ordinal }) => (kind === "entered" ? `+${ordinal}` : `-${ordinal}`)),
    };
  }

  #evaluate(profile: Profile, record: SegmentationRecord, versions: readonly IndexedVersion[]) {
    return evaluateMemberships({ profile, record, versions, now: benchNow, causeOf: () => reason });
  }
}
