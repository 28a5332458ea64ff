import type { ObjectKind } from "../contracts/change.ts";
import { bornField } from "../profiles/changed-fields.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { type CompiledRule, compileRule } from "../segmentation/compile-rule.ts";
import { longestMs, parseDuration } from "../segmentation/duration.ts";
import type { AttributeType } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import {
  directoryRange,
  entriesPerChunk,
  type IndexedEntry,
  type IndexRoot,
} from "../storage/index-chunks.ts";
import type { SegmentIndexStore } from "../storage/segment-index.ts";
import { typesOf } from "./index-reader.ts";

export interface NewVersion {
  readonly segmentId: string;
  readonly version: number;
  readonly object: ObjectKind;
  readonly rule: RuleGroup;
  /** A first version serves while it is built; a later one only once it is complete. */
  readonly serving: boolean;
  readonly replaces: readonly number[];
}

/** Edits the stored index: new chunks first, then one conditional write of the root. */
export class IndexEditor {
  readonly #store: SegmentIndexStore;

  constructor(store: SegmentIndexStore) {
    this.#store = store;
  }

  /** Makes a version known to every writer; returns its ordinal. */
  async add(workspaceId: string, added: NewVersion): Promise<number> {
    const { object, rule, replaces, segmentId, version, serving } = added;
    let ordinal = 0;
    await this.#edit(workspaceId, async (root, draft) => {
      ordinal = root.nextOrdinal;
      const compiled = compileRule(rule, { zone: root.zone, attributes: typesOf(root, object) });
      await this.#store.putRule(workspaceId, { ordinal, segmentId, version, rule });
      for (const field of fieldsOf(compiled)) await draft.addToField(`${object}|${field}`, ordinal);
      await draft.replaceEntry(ordinal, {
        ...{ ordinal, segmentId, version, serving, building: serving && replaces.length === 0 },
        replaces: [...replaces],
      });
      const segmentCount = root.segmentCount + (replaces.length === 0 ? 1 : 0);
      return {
        ...root,
        nextOrdinal: ordinal + 1,
        segmentCount,
        needs: widened(root, object, compiled),
      };
    });
    return ordinal;
  }

  /** Sets whether a version serves or is still being built. */
  async mark(
    workspaceId: string,
    ordinal: number,
    state: Pick<IndexedEntry, "serving" | "building">,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root, draft) => {
      const entry = await draft.entry(ordinal);
      if (entry !== undefined) await draft.replaceEntry(ordinal, { ...entry, ...state });
      return root;
    });
  }

  /** Versions that no writer evaluates any more. */
  async remove(
    workspaceId: string,
    object: ObjectKind,
    ordinals: readonly number[],
    segmentGone: boolean,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root, draft) => {
      for (const stored of await this.#store.rules(workspaceId, ordinals)) {
        const context = { zone: root.zone, attributes: typesOf(root, object) };
        for (const field of fieldsOf(compileRule(stored.rule, context)))
          await draft.removeFromField(`${object}|${field}`, stored.ordinal);
        await draft.replaceEntry(stored.ordinal, undefined);
      }
      return { ...root, segmentCount: root.segmentCount - (segmentGone ? 1 : 0) };
    });
  }

  /** Declares an attribute's type. What reads the attribute must be evaluated again. */
  async declare(
    workspaceId: string,
    object: ObjectKind,
    name: string,
    type: AttributeType,
  ): Promise<void> {
    await this.#edit(workspaceId, async (root) => ({
      ...root,
      types: { ...root.types, [object]: { ...root.types[object], [name]: type } },
      typesRevision: root.typesRevision + 1,
    }));
  }

  async #edit(
    workspaceId: string,
    edit: (root: IndexRoot, draft: RootDraft) => Promise<IndexRoot>,
  ): Promise<void> {
    await retrying(ConflictError, async () => {
      const root = await this.#store.root(workspaceId);
      const draft = new RootDraft(this.#store, workspaceId, root);
      const edited = await edit(root, draft);
      const next = { ...edited, ...draft.pointers(), revision: root.revision + 1 };
      await this.#store.replaceRoot(workspaceId, next, root.revision);
      await this.#store.expire(workspaceId, draft.replaced());
    });
  }
}

/** The chunks an edit replaces; those it does not touch are shared with the old root. */
class RootDraft {
  readonly #store: SegmentIndexStore;
  readonly #workspaceId: string;
  readonly #root: IndexRoot;
  readonly #fields: Record<string, string[]>;
  readonly #directory: Record<string, string>;
  readonly #replaced: string[] = [];
  #made = 0;

  constructor(store: SegmentIndexStore, workspaceId: string, root: IndexRoot) {
    this.#store = store;
    this.#workspaceId = workspaceId;
    this.#root = root;
    this.#fields = { ...root.fields };
    this.#directory = { ...root.directory };
  }

  pointers(): Pick<IndexRoot, "fields" | "directory"> {
    return { fields: this.#fields, directory: this.#directory };
  }

  replaced(): string[] {
    return this.#replaced;
  }

  async entry(ordinal: number): Promise<IndexedEntry | undefined> {
    return (await this.#entriesBeside(ordinal)).find((each) => each.ordinal === ordinal);
  }

  async replaceEntry(ordinal: number, entry: IndexedEntry | undefined): Promise<void> {
    const others = (await this.#entriesBeside(ordinal)).filter((each) => each.ordinal !== ordinal);
    const id = this.#newId("entries");
    await this.#store.putDirectoryChunk(this.#workspaceId, id, entry ? [...others, entry] : others);
    const range = directoryRange(ordinal);
    const old = this.#directory[range];
    if (old !== undefined) this.#replaced.push(old);
    this.#directory[range] = id;
  }

  async addToField(field: string, ordinal: number): Promise<void> {
    const chunks = this.#fields[field] ?? [];
    const last = chunks.at(-1);
    const ordinals =
      last === undefined ? [] : await this.#store.ordinals(this.#workspaceId, [last]);
    if (last === undefined || ordinals.length >= entriesPerChunk) {
      this.#fields[field] = [...chunks, await this.#fieldChunk([ordinal])];
      return;
    }
    this.#replaced.push(last);
    this.#fields[field] = [...chunks.slice(0, -1), await this.#fieldChunk([...ordinals, ordinal])];
  }

  async removeFromField(field: string, ordinal: number): Promise<void> {
    const kept: string[] = [];
    for (const chunk of this.#fields[field] ?? []) {
      const ordinals = await this.#store.ordinals(this.#workspaceId, [chunk]);
      if (!ordinals.includes(ordinal)) {
        kept.push(chunk);
        continue;
      }
      this.#replaced.push(chunk);
      const others = ordinals.filter((each) => each !== ordinal);
      if (others.length > 0) kept.push(await this.#fieldChunk(others));
    }
    if (kept.length > 0) this.#fields[field] = kept;
    else delete this.#fields[field];
  }

  async #fieldChunk(ordinals: readonly number[]): Promise<string> {
    const id = this.#newId("field");
    await this.#store.putFieldChunk(this.#workspaceId, id, ordinals);
    return id;
  }

  async #entriesBeside(ordinal: number): Promise<IndexedEntry[]> {
    const chunk = this.#directory[directoryRange(ordinal)];
    return chunk === undefined ? [] : this.#store.entries(this.#workspaceId, [chunk]);
  }

  /** Never the id of another chunk: an edit that loses the race leaves chunks nobody refers to. */
  #newId(kind: string): string {
    this.#made += 1;
    return `${kind}#${this.#root.revision + 1}#${this.#made}#${crypto.randomUUID().slice(0, 8)}`;
  }
}

/** What brings the rule up: what it reads, and birth where it holds of a profile without values. */
function fieldsOf(rule: CompiledRule): Set<string> {
  const nobody = { id: "", attributes: new Map(), behaviours: new Map() };
  const fields = new Set(rule.reads);
  if (rule.evaluate(nobody, 0) === true) fields.add(bornField);
  return fields;
}

/** How far back behaviours must be kept once a rule is added. */
export function widened(
  root: IndexRoot,
  object: ObjectKind,
  rule: CompiledRule,
): IndexRoot["needs"] {
  const needs = { ...root.needs[object] };
  for (const { name, window } of rule.behaviourNeeds) {
    const duration = window === undefined ? undefined : parseDuration(window);
    const reach = duration === undefined ? null : longestMs(duration);
    const known = needs[name];
    needs[name] = known === null || reach === null ? null : Math.max(known ?? 0, reach);
  }
  return { ...root.needs, [object]: needs };
}
