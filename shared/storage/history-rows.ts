import { z } from "zod";
import type { HistoryEntry, ProfileKey } from "../profiles/profile.ts";
import { contentHash, partitionOf } from "../profiles/profile-id.ts";
import { entryName, mayWait } from "../profiles/unfiled.ts";
import { HistoryEntrySchema } from "./history-entry.ts";
import { pack, unpack } from "./packing.ts";

export interface StoredEntry extends HistoryEntry {
  readonly profileId: string;
}

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

/** A row as it was read. */
export interface HistoryRow {
  readonly key: RowKey;
  readonly entries: readonly StoredEntry[];
}

const Row = z.object({ pk: z.string(), sk: z.string(), profileId: z.string() });
const Single = HistoryEntrySchema;
const Packed = z.object({ packed: z.instanceof(Uint8Array) });
const Entries = z.array(HistoryEntrySchema);

/** Of one row: far below the 400 KB of an item, also where nothing deflates. */
const packedAtMost = { entries: 64, characters: 64_000 };

/**
 * The rows that keep what a profile was told. What waited together lies together, deflated, since
 * DynamoDB bills a write by the KB begun; anything else, and what stands alone, is a row by itself.
 */
export function rowsOf(
  key: ProfileKey,
  entries: readonly HistoryEntry[],
): (RowKey & Record<string, unknown>)[] {
  const single = entries.filter((each) => !mayWait(each)).map((each) => [each]);
  const groups = [...single, ...packs(entries.filter(mayWait))];
  return groups.flatMap((group) => rowOf(key, group) ?? []);
}

function rowOf(key: ProfileKey, group: readonly HistoryEntry[]) {
  const [first, ...others] = group;
  if (first === undefined) return undefined;
  const row = { ...entryKey(key, first), profileId: key.id };
  if (others.length === 0) return { ...row, ...first };
  // Of all that it holds: no row replaces one that holds something else.
  const sk = `${row.sk}#${contentHash(group.map(entryName))}`;
  return { ...row, sk, packed: pack(group) };
}

/** The same for the same entries, whatever their order. */
function packs(entries: readonly HistoryEntry[]): HistoryEntry[][] {
  const distinct = [...new Map(entries.map((each) => [entryName(each), each]))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, each]) => each);
  const done: HistoryEntry[][] = [];
  let characters = 0;
  for (const entry of distinct) {
    const length = JSON.stringify(entry).length;
    const last = done.at(-1);
    const fits = characters + length <= packedAtMost.characters;
    if (last !== undefined && last.length < packedAtMost.entries && fits) last.push(entry);
    else {
      done.push([entry]);
      characters = 0;
    }
    characters += length;
  }
  return done;
}

/** Reads a row of either kind. */
export function readRow(item: unknown): HistoryRow {
  const { pk, sk, profileId } = Row.parse(item);
  const packed = Packed.safeParse(item);
  const entries = packed.success ? Entries.parse(unpack(packed.data.packed)) : [Single.parse(item)];
  return { key: { pk, sk }, entries: entries.map((entry) => ({ profileId, ...entry })) };
}

/** What was forgotten and is heard again is another row: the first says since when it was known. */
export function entryKey(key: ProfileKey, entry: HistoryEntry): RowKey {
  return {
    pk: historyPartition(key, partitionOf(key.id), entry.field),
    sk: `${key.id}#${entryName(entry)}`,
  };
}

export function historyPartition(
  of: Omit<ProfileKey, "id">,
  bucket: string,
  field: string,
): string {
  return `${of.workspaceId}#history#${of.object}#${bucket}#${field}`;
}
