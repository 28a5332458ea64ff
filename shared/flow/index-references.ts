import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import { Problem } from "../runtime/errors.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import { segmentField } from "../segmentation/fields.ts";
import type { IndexedEntry, IndexRoot } from "../storage/index-chunks.ts";
import type { SegmentIndexStore } from "../storage/segment-index.ts";
import type { RootDraft } from "./index-draft.ts";
import { references } from "./segment-references.ts";

interface Referring {
  readonly store: SegmentIndexStore;
  readonly workspaceId: string;
  readonly segmentId: string;
}

/**
 * The segments that rules read once this rule is among them. Decided within the edit of the
 * index, so that two edits at once cannot close a circle: evaluation would never end.
 */
export async function withReferences(
  of: Referring,
  root: IndexRoot,
  draft: RootDraft,
  rule: CompiledRule,
): Promise<IndexRoot["referenced"]> {
  const referenced = { ...root.referenced };
  for (const id of rule.segments) {
    const entries = await draft.entriesOf(id);
    if (entries.length === 0)
      throw refused(`The rule reads segment ${id}, which is not in use: remove the condition.`);
    await assertNoWay(of, draft, id, new Set([id]));
    referenced[id] = union(referenced[id], entries.flatMap(ordinalsOf));
  }
  return referenced;
}

/** A new version of a segment that others read: they find its members by this ordinal too. */
export function withVersion(
  referenced: IndexRoot["referenced"],
  entry: IndexedEntry,
): IndexRoot["referenced"] {
  if (!Object.hasOwn(referenced, entry.segmentId)) return referenced;
  const known = referenced[entry.segmentId];
  return { ...referenced, [entry.segmentId]: union(known, ordinalsOf(entry)) };
}

/** Without the segments that no rule reads any more, so that the root does not only grow. */
export function stillRead(
  referenced: IndexRoot["referenced"],
  fields: IndexRoot["fields"],
): IndexRoot["referenced"] {
  const isRead = (id: string): boolean =>
    objectKinds.some((object) => Object.hasOwn(fields, `${object}|${segmentField(id)}`));
  return Object.fromEntries(Object.entries(referenced).filter(([id]) => isRead(id)));
}

async function assertNoWay(
  of: Referring,
  draft: RootDraft,
  from: string,
  seen: Set<string>,
): Promise<void> {
  const ordinals = (await draft.entriesOf(from)).map((each) => each.ordinal);
  for (const { rule } of await of.store.rules(of.workspaceId, ordinals))
    for (const { id } of references(rule, "")) {
      if (id === of.segmentId)
        throw refused(`Segments would read each other in a circle, by way of ${from}.`);
      if (seen.has(id)) continue;
      seen.add(id);
      await assertNoWay(of, draft, id, seen);
    }
}

/** Segments whose rules in the index read this one. */
export async function readersOf(
  store: SegmentIndexStore,
  workspaceId: string,
  root: IndexRoot,
  object: ObjectKind,
  segmentId: string,
): Promise<string[]> {
  const chunkIds = root.fields[`${object}|${segmentField(segmentId)}`] ?? [];
  const ordinals = await store.ordinals(workspaceId, chunkIds);
  const rules = await store.rules(workspaceId, ordinals);
  return [...new Set(rules.map((each) => each.segmentId))].filter((id) => id !== segmentId);
}

function ordinalsOf({ ordinal, replaces }: IndexedEntry): readonly number[] {
  return [ordinal, ...replaces];
}

function union(one: readonly number[] = [], other: readonly number[]): number[] {
  return [...new Set([...one, ...other])];
}

function refused(detail: string): Problem {
  return new Problem(409, "Segments depend on each other", detail);
}
