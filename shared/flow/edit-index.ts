import type { ObjectKind } from "../contracts/change.ts";
import type { SegmentPolicy } from "../contracts/segment.ts";
import type { SuppressionLaw } from "../contracts/suppression.ts";
import { bornField } from "../profiles/changed-fields.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { AttributeDeclaration, Normalisation } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { IndexedEntry, IndexRoot } from "../storage/index-chunks.ts";
import type { SegmentIndexStore } from "../storage/segment-index.ts";
import { inTurn } from "./in-turn.ts";
import { RootDraft } from "./index-draft.ts";
import { ruleContextOf } from "./index-reader.ts";
import { readersOf, stillRead, withReferences, withVersion } from "./index-references.ts";
import { fieldsReadBy, hangsOnValues } from "./rule-facts.ts";
import { widened } from "./rule-needs.ts";

export interface NewVersion {
  readonly segmentId: string;
  readonly version: number;
  readonly object: ObjectKind;
  readonly rule: RuleGroup;
  /** A first version serves while it is built; a later one only once it is complete. */
  readonly serving: boolean;
  readonly replaces: readonly number[];
  readonly policy: PolicyNow;
}

/** Reads what a segment says of its edge at this moment: of two edits at once the later read counts. */
export type PolicyNow = () => Promise<SegmentPolicy | undefined>;

/** Edits the stored index: new chunks first, then one conditional write of the root. Each edit may be repeated. */
export class IndexEditor {
  readonly #store: SegmentIndexStore;

  constructor(store: SegmentIndexStore) {
    this.#store = store;
  }

  /** Makes a version known to every writer; returns its ordinal, which a repeat finds again. */
  async add(workspaceId: string, added: NewVersion): Promise<number> {
    const { object, rule, replaces, segmentId, version, serving } = added;
    let reserved: number | undefined;
    let ordinal = 0;
    await this.#edit(workspaceId, async (root, draft) => {
      const siblings = await draft.entriesOf(segmentId);
      const known = siblings.find((each) => each.version === version);
      if (known !== undefined) {
        ordinal = known.ordinal;
        return root;
      }
      const stored = { segmentId, version, rule };
      reserved ??= await this.#store.putRule(workspaceId, root.nextOrdinal, stored);
      ordinal = reserved;
      const compiled = compileRule(rule, ruleContextOf(root, object));
      const of = { store: this.#store, workspaceId, segmentId };
      const referenced = await withReferences(of, root, draft, compiled);
      const building = serving && replaces.length === 0;
      const policy = await added.policy();
      const entry = {
        ordinal,
        segmentId,
        version,
        serving,
        building,
        replaces: [...replaces],
        policy,
      };
      await this.#put({ object, root, draft }, entry, rule);
      return {
        ...root,
        nextOrdinal: Math.max(root.nextOrdinal, ordinal + 1),
        segmentCount: root.segmentCount + (siblings.length === 0 ? 1 : 0),
        ...widened(root, object, compiled),
        referenced: withVersion(referenced, entry),
      };
    });
    return ordinal;
  }

  /** The first build of a version is over: from now on changes are the cause of entries. */
  async built(workspaceId: string, object: ObjectKind, ordinal: number): Promise<void> {
    await this.#edit(workspaceId, async (root, draft) => {
      const entry = await draft.entry(ordinal);
      const [stored] = await this.#store.rules(workspaceId, [ordinal]);
      if (entry?.building && stored !== undefined)
        await this.#put({ object, root, draft }, { ...entry, building: false }, stored.rule);
      return root;
    });
  }

  /**
   * A version serves and the others of its segment are evaluated no more, in one write: no
   * writer ever knows two versions that both speak for the segment. False where the version
   * is not in the index.
   */
  async takeOver(workspaceId: string, object: ObjectKind, ordinal: number): Promise<boolean> {
    let found = false;
    await this.#edit(workspaceId, async (root, draft) => {
      const entry = await draft.entry(ordinal);
      found = entry !== undefined;
      if (entry === undefined) return root;
      const siblings = await draft.entriesOf(entry.segmentId);
      // Where this is said again late, a newer version may be on its way: that one stays.
      const others = siblings.filter((each) => each.ordinal < ordinal);
      await this.#take(workspaceId, object, root, draft, others);
      const [stored] = await this.#store.rules(workspaceId, [ordinal]);
      const serving = { ...entry, serving: true, building: false };
      if (stored !== undefined && (!entry.serving || entry.building))
        await this.#put({ object, root, draft }, serving, stored.rule);
      return root;
    });
    return found;
  }

  /** Makes a segment's policy known to every writer; returns the versions that speak for it. */
  async setPolicy(
    workspaceId: string,
    object: ObjectKind,
    segmentId: string,
    policyNow: PolicyNow,
  ): Promise<number[]> {
    let serving: number[] = [];
    await this.#edit(workspaceId, async (root, draft) => {
      const entries = await draft.entriesOf(segmentId);
      serving = entries.filter((each) => each.serving).map((each) => each.ordinal);
      const policy = await policyNow();
      for (const { ordinal, rule } of await this.#store.rules(
        workspaceId,
        entries.map((each) => each.ordinal),
      )) {
        const entry = entries.find((each) => each.ordinal === ordinal);
        if (entry !== undefined && JSON.stringify(entry.policy) !== JSON.stringify(policy))
          await this.#put({ object, root, draft }, { ...entry, policy }, rule);
      }
      return root;
    });
    return serving;
  }

  /** Takes a segment out of the index; returns the ordinals that were in it. */
  async removeSegment(
    workspaceId: string,
    object: ObjectKind,
    segmentId: string,
  ): Promise<number[]> {
    let gone: number[] = [];
    await this.#edit(workspaceId, async (root, draft) => {
      const entries = await draft.entriesOf(segmentId);
      gone = entries.map((each) => each.ordinal);
      if (gone.length === 0) return root;
      const readers = await readersOf(this.#store, workspaceId, root, object, segmentId);
      if (readers.length > 0)
        throw new Problem(409, "Segment in use", `Other segments read it: ${readers.join(", ")}.`);
      await this.#take(workspaceId, object, root, draft, entries);
      const referenced = stillRead(root.referenced, draft.pointers().fields);
      return { ...root, segmentCount: root.segmentCount - 1, referenced };
    });
    return gone;
  }

  /** Declares an attribute. What reads the attribute must be evaluated again. */
  async declare(
    workspaceId: string,
    object: ObjectKind,
    name: string,
    { type, normalise }: AttributeDeclaration,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root) => ({
      ...root,
      types: { ...root.types, [object]: { ...root.types[object], [name]: type } },
      normalisations: {
        ...root.normalisations,
        [object]: withNormalisation(root.normalisations[object], name, normalise),
      },
      typesRevision: root.typesRevision + 1,
    }));
  }

  /** Makes an attribute the key of its object, or none any more; of two at once the second is refused. */
  async declareKey(
    workspaceId: string,
    object: ObjectKind,
    name: string,
    isKey: boolean,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root) => {
      const { [object]: present, ...others } = root.keys;
      if (!isKey) return present === name ? { ...root, keys: others } : root;
      if (present !== undefined && present !== name)
        throw new Problem(
          409,
          "Another key is declared",
          `${present} is the key of each ${object}: declare it without identity first.`,
        );
      return { ...root, keys: { ...others, [object]: name } };
    });
  }

  /** How long behaviours of a name are kept; undefined is for ever. Returns what was said before. */
  async retain(
    workspaceId: string,
    object: ObjectKind,
    name: string,
    retention: string | undefined,
  ): Promise<string | undefined> {
    let before: string | undefined;
    await this.#edit(workspaceId, async (root) => {
      const { [name]: former, ...others } = root.retention[object];
      before = former;
      const own = retention === undefined ? others : { ...others, [name]: retention };
      return { ...root, retention: { ...root.retention, [object]: own } };
    });
    return before;
  }

  /** Whose value keeps profiles off every list; everybody must be evaluated again. */
  async suppress(
    workspaceId: string,
    object: ObjectKind,
    law: SuppressionLaw | undefined,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root) => {
      const { [object]: _former, ...others } = root.suppression;
      const suppression = law === undefined ? others : { ...others, [object]: law };
      return { ...root, suppression };
    });
  }

  /** Puts a version where its fields and its ordinal find it. */
  async #put(
    { object, root, draft }: { object: ObjectKind; root: IndexRoot; draft: RootDraft },
    entry: IndexedEntry,
    rule: RuleGroup,
  ): Promise<void> {
    const context = ruleContextOf(root, object);
    const placed = { ...entry, rule, byValue: hangsOnValues(rule, context) };
    for (const field of fieldsReadBy(compileRule(rule, context)))
      await draft.putInField(`${object}|${field}`, placed);
    await draft.replaceEntry(entry.ordinal, entry);
  }

  /** Takes versions out of the draft. */
  async #take(
    workspaceId: string,
    object: ObjectKind,
    root: IndexRoot,
    draft: RootDraft,
    entries: readonly IndexedEntry[],
  ): Promise<void> {
    const context = ruleContextOf(root, object);
    const ordinals = entries.map((each) => each.ordinal);
    for (const { ordinal, rule } of await this.#store.rules(workspaceId, ordinals)) {
      for (const field of [...compileRule(rule, context).reads, bornField])
        await draft.removeFromField(`${object}|${field}`, ordinal);
      await draft.replaceEntry(ordinal, undefined);
    }
  }

  async #edit(
    workspaceId: string,
    edit: (root: IndexRoot, draft: RootDraft) => Promise<IndexRoot>,
  ): Promise<void> {
    await inTurn(workspaceId, () =>
      retrying(ConflictError, async () => {
        const root = await this.#store.root(workspaceId);
        const draft = new RootDraft(this.#store, workspaceId, root);
        const edited = await edit(root, draft);
        if (edited === root && draft.replaced().length === 0) return;
        const next = { ...edited, ...draft.pointers(), revision: root.revision + 1 };
        await this.#store.replaceRoot(workspaceId, next, root.revision);
        await this.#store.expire(workspaceId, draft.replaced());
      }),
    );
  }
}

function withNormalisation(
  known: Readonly<Record<string, Normalisation>>,
  name: string,
  normalise: Normalisation | undefined,
): Record<string, Normalisation> {
  const { [name]: _former, ...others } = known;
  return normalise === undefined ? others : { ...others, [name]: normalise };
}
