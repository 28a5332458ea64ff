import {
  directoryRange,
  entriesPerChunk,
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
