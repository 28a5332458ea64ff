import { fieldsReadBy, hangsOnValues } from "../../../shared/flow/rule-facts.ts";
import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import {
  emptyRoot,
  type FieldEntry,
  fieldChunkBytes,
  packEntries,
} from "../../../shared/storage/index-chunks.ts";
import { openStorage } from "../../../shared/storage/storage.ts";
import { contactRules } from "../../segmentation/records.ts";
import type { Workload } from "../engine/workload.ts";

export const coldWorkspace = "cold";
export const coldTables = { profiles: "profiles", views: "views", registry: "registry" };

/**
 * Stores an index as its editor would have left it after so many edits, at once.
 * @returns the bytes of the chunks by field.
 */
export async function storeIndex(
  workload: Workload,
  workspaceId = coldWorkspace,
): Promise<Map<string, number>> {
  const { index } = openStorage(coldTables);
  const bytes = new Map<string, number>();
  const fields: Record<string, string[]> = {};
  for (const [field, entries] of entriesByField(workload))
    for (const [position, chunk] of chunksOf(entries).entries()) {
      const id = `field#${field}#${position}`;
      await index.putFieldChunk(workspaceId, id, chunk);
      fields[field] = [...(fields[field] ?? []), id];
      bytes.set(field, (bytes.get(field) ?? 0) + packEntries(chunk).packed.length);
    }
  const types = Object.fromEntries(workload.types);
  const { length } = workload.rules;
  const numbered = { revision: 1, nextOrdinal: length + 1, segmentCount: length };
  const root = { ...emptyRoot, ...numbered, fields, types: { contact: types, company: {} } };
  await index.replaceRoot(workspaceId, root, 0);
  return bytes;
}

function entriesByField({ rules, types }: Workload): Map<string, FieldEntry[]> {
  const context = contactRules(types);
  const fields = new Map<string, FieldEntry[]>();
  for (const [at, rule] of rules.entries()) {
    const entry: FieldEntry = {
      ordinal: at + 1,
      segmentId: `seg_${String(at).padStart(20, "0")}`,
      version: 1,
      serving: true,
      building: false,
      replaces: [],
      rule,
      byValue: hangsOnValues(rule, context),
    };
    for (const field of fieldsReadBy(compileRule(rule, context))) {
      const key = `contact|${field}`;
      const entries = fields.get(key);
      if (entries === undefined) fields.set(key, [entry]);
      else entries.push(entry);
    }
  }
  return fields;
}

function chunksOf(entries: readonly FieldEntry[]): FieldEntry[][] {
  const chunks: FieldEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const chunk = chunks.at(-1);
    if (chunk === undefined || room <= 0) {
      chunks.push([entry]);
      room = fieldChunkBytes;
    } else chunk.push(entry);
    room -= JSON.stringify(entry).length;
  }
  return chunks;
}
