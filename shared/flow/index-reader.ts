import type { ObjectKind } from "../contracts/change.ts";
import type { BehaviourNeeds } from "../profiles/behaviours.ts";
import type { IdentityKey } from "../profiles/identity.ts";
import { edgeOf, lasting } from "../profiles/membership-edge.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import type { PastNeeds } from "../profiles/past.ts";
import type { Retention } from "../profiles/retention.ts";
import { ConflictError } from "../runtime/errors.ts";
import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { AttributeDeclarations, RuleContext } from "../segmentation/record.ts";
import { dayMs, parseDuration } from "../segmentation/time/duration.ts";
import {
  directoryRange,
  type IndexedEntry,
  type IndexRoot,
  type StoredRule,
} from "../storage/index-chunks.ts";
import type { SegmentIndexStore } from "../storage/segment-index.ts";
import { decisionMs, rootCacheMs } from "./index-lease.ts";
import { type ValueChange, ValueIndexes } from "./value-indexes.ts";

/** The index as of one instant: what a decision is made by, and how old it is. */
export interface IndexSnapshot {
  readonly workspaceId: string;
  readonly root: IndexRoot;
  readonly readAt: Moment;
}

const compiledKept = 20_000;

/** Reads what the touched fields need of the index; everything immutable stays in memory. */
export class IndexReader {
  readonly #store: SegmentIndexStore;
  readonly #roots = new Map<string, IndexSnapshot>();
  readonly #reading = new Map<string, Promise<IndexSnapshot>>();
  readonly #byValue = new ValueIndexes();
  readonly #compiled = new Map<string, CompiledRule>();

  constructor(store: SegmentIndexStore) {
    this.#store = store;
  }

  async snapshot(workspaceId: string): Promise<IndexSnapshot> {
    const cached = this.#roots.get(workspaceId);
    if (cached !== undefined && msSince(cached.readAt) < rootCacheMs) return cached;
    return this.#reading.get(workspaceId) ?? this.#readRoot(workspaceId);
  }

  /** Who asks while it is being read waits for the same answer. */
  #readRoot(workspaceId: string): Promise<IndexSnapshot> {
    const readAt = thisMoment();
    const isLatest = (): boolean => this.#reading.get(workspaceId) === reading;
    const reading = this.#store
      .root(workspaceId)
      .then((root) => {
        const snapshot = { workspaceId, root, readAt };
        if (isLatest()) this.#roots.set(workspaceId, snapshot);
        return snapshot;
      })
      .finally(() => {
        if (isLatest()) this.#reading.delete(workspaceId);
      });
    this.#reading.set(workspaceId, reading);
    return reading;
  }

  /** To be asked right before a write; `ConflictError` makes the caller decide again. */
  assertFresh(snapshot: IndexSnapshot): void {
    if (msSince(snapshot.readAt) <= decisionMs) return;
    this.#roots.delete(snapshot.workspaceId);
    throw new ConflictError("the index this was decided by may have been replaced");
  }

  /** Reads the roots again at the next use. */
  forget(): void {
    this.#roots.clear();
    this.#reading.clear();
  }

  /**
   * The versions whose rule reads one of the fields; given the change, only those whose
   * truth it turns, or may, where the rule hangs on more than values.
   */
  async touched(
    snapshot: IndexSnapshot,
    object: ObjectKind,
    fields: Iterable<string>,
    change?: ValueChange,
  ): Promise<IndexedVersion[]> {
    const { root, workspaceId } = snapshot;
    const chunkIds = [...fields].flatMap((field) => root.fields[`${object}|${field}`] ?? []);
    if (chunkIds.length === 0) return [];
    const found = await this.#store.fieldEntries(workspaceId, chunkIds);
    const entries = [...new Map(found.map((entry) => [entry.ordinal, entry])).values()];
    const rules = {
      key: `${workspaceId}/${object}/${root.typesRevision}`,
      context: ruleContextOf(root, object),
    };
    const concerned =
      change === undefined ? entries : this.#byValue.concerned(rules, entries, fields, change);
    return concerned.map((entry) => versionOf(root, entry, this.#compile(snapshot, object, entry)));
  }

  /** The versions of the ordinals that are still in the index. */
  async versions(
    snapshot: IndexSnapshot,
    object: ObjectKind,
    ordinals: ReadonlySet<number>,
  ): Promise<IndexedVersion[]> {
    if (ordinals.size === 0) return [];
    const { root, workspaceId } = snapshot;
    const ranges = new Set([...ordinals].map(directoryRange));
    const chunkIds = [...ranges].flatMap((range) => root.directory[range] ?? []);
    const entries = (await this.#store.entries(workspaceId, chunkIds)).filter((entry) =>
      ordinals.has(entry.ordinal),
    );
    const rules = await this.#rules(snapshot, object, entries);
    return entries.flatMap((entry) => {
      const rule = rules.get(entry.ordinal);
      return rule === undefined ? [] : [versionOf(root, entry, rule)];
    });
  }

  async #rules(
    snapshot: IndexSnapshot,
    object: ObjectKind,
    entries: readonly IndexedEntry[],
  ): Promise<Map<number, CompiledRule>> {
    const rules = new Map<number, CompiledRule>();
    const missing: number[] = [];
    for (const { ordinal } of entries) {
      const rule = this.#compiled.get(compiledKey(snapshot, ordinal));
      if (rule === undefined) missing.push(ordinal);
      else rules.set(ordinal, rule);
    }
    for (const stored of await this.#store.rules(snapshot.workspaceId, missing))
      rules.set(stored.ordinal, this.#compile(snapshot, object, stored));
    return rules;
  }

  #compile(
    snapshot: IndexSnapshot,
    object: ObjectKind,
    { ordinal, rule }: Pick<StoredRule, "ordinal" | "rule">,
  ): CompiledRule {
    const key = compiledKey(snapshot, ordinal);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    if (this.#compiled.size > compiledKept) this.#compiled.clear();
    const compiled = compileRule(rule, ruleContextOf(snapshot.root, object));
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function versionOf({ zone }: IndexRoot, entry: IndexedEntry, rule: CompiledRule): IndexedVersion {
  const edge = edgeOf(entry.policy, zone);
  return { ...entry, rule: lasting(rule, edge), edge };
}

function compiledKey({ workspaceId, root }: IndexSnapshot, ordinal: number): string {
  return `${workspaceId}/${ordinal}/${root.typesRevision}`;
}

export function typesOf(root: IndexRoot, object: ObjectKind): AttributeDeclarations {
  const normalisations = root.normalisations[object];
  return new Map(
    Object.entries(root.types[object]).map(([name, type]) => [
      name,
      { type, normalise: Object.hasOwn(normalisations, name) ? normalisations[name] : undefined },
    ]),
  );
}

/** The key by which records of this kind find each other; undefined where none is declared. */
export function identityKeyOf(root: IndexRoot, object: ObjectKind): IdentityKey | undefined {
  const name = root.keys[object];
  return name === undefined
    ? undefined
    : { name, normalise: typesOf(root, object).get(name)?.normalise };
}

/** A root is never changed: what it declares is put together once, not for each rule and change. */
const declared = new WeakMap<IndexRoot, RuleContext["attributes"]>();

/** What rules about profiles of this kind are read against. */
export function ruleContextOf(root: IndexRoot, object: ObjectKind): RuleContext {
  const attributes = declared.get(root) ?? {
    contact: typesOf(root, "contact"),
    company: typesOf(root, "company"),
  };
  declared.set(root, attributes);
  return { object, zone: root.zone, attributes };
}

export function needsOf(root: IndexRoot, object: ObjectKind): BehaviourNeeds {
  return reaches(root.needs[object]);
}

/** How long behaviours are kept, by name, in milliseconds: days of 24 hours. */
export function retentionOf(root: IndexRoot, object: ObjectKind): Retention {
  return new Map(
    Object.entries(root.retention[object]).flatMap(([name, text]): [string, number][] => {
      const duration = parseDuration(text);
      return duration === undefined ? [] : [[name, duration.days * dayMs + duration.milliseconds]];
    }),
  );
}

export function pastNeedsOf(root: IndexRoot, object: ObjectKind): PastNeeds {
  return reaches(root.pastNeeds[object]);
}

/** Reaches by name in milliseconds, as stored: null is for ever. */
export function reaches(
  needs: Readonly<Record<string, number | null>>,
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(needs).map(([name, reach]) => [name, reach ?? Number.POSITIVE_INFINITY]),
  );
}
