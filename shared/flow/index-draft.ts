import {
  directoryRange,
  type FieldEntry,
  fieldChunkBytes,
  type IndexedEntry,
  type IndexRoot,
} from "../storage/index-chunks.ts";
import type { SegmentIndexStore } from "../storage/segment-index.ts";

/** The chunks an edit replaces; those it does not touch are shared with the old root. */
export class RootDraft {
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

  async entriesOf(segmentId: string): Promise<IndexedEntry[]> {
    const all = await this.#store.entries(this.#workspaceId, Object.values(this.#directory));
    return all.filter((each) => each.segmentId === segmentId);
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

  /** Puts a rule in the place it has in the field, or at the end. */
  async putInField(field: string, entry: FieldEntry): Promise<void> {
    const chunks = this.#fields[field] ?? [];
    const held = await this.#chunkWith(chunks, entry.ordinal);
    const chunk = held ?? chunks.at(-1);
    const entries = chunk === undefined ? [] : await this.#fieldEntries(chunk);
    const isFull = held === undefined && JSON.stringify(entries).length >= fieldChunkBytes;
    if (chunk === undefined || isFull) {
      this.#fields[field] = [...chunks, await this.#fieldChunk([entry])];
      return;
    }
    const others = entries.filter((each) => each.ordinal !== entry.ordinal);
    const made = await this.#fieldChunk([...others, entry]);
    this.#replaced.push(chunk);
    this.#fields[field] = chunks.map((each) => (each === chunk ? made : each));
  }

  async removeFromField(field: string, ordinal: number): Promise<void> {
    const kept: string[] = [];
    for (const chunk of this.#fields[field] ?? []) {
      const entries = await this.#fieldEntries(chunk);
      const others = entries.filter((each) => each.ordinal !== ordinal);
      if (others.length === entries.length) {
        kept.push(chunk);
        continue;
      }
      this.#replaced.push(chunk);
      if (others.length > 0) kept.push(await this.#fieldChunk(others));
    }
    if (kept.length > 0) this.#fields[field] = kept;
    else delete this.#fields[field];
  }

  async #chunkWith(chunks: readonly string[], ordinal: number): Promise<string | undefined> {
    for (const chunk of chunks) {
      const entries = await this.#fieldEntries(chunk);
      if (entries.some((each) => each.ordinal === ordinal)) return chunk;
    }
    return undefined;
  }

  #fieldEntries(chunk: string): Promise<FieldEntry[]> {
    return this.#store.fieldEntries(this.#workspaceId, [chunk]);
  }

  async #fieldChunk(entries: readonly FieldEntry[]): Promise<string> {
    const id = this.#newId("field");
    await this.#store.putFieldChunk(this.#workspaceId, id, entries);
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
