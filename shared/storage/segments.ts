import { Segment } from "../contracts/segment.ts";
import { Documents, type ItemKey, type Page } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** pk `{workspace}#segments`, sk the id. Access: one, all, a page, a write over the revision that was read. */
export class SegmentStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Segment, "a segment");
  }

  get(workspaceId: string, id: string): Promise<Segment | undefined> {
    return this.#documents.get(keyOf(workspaceId, id));
  }

  all(workspaceId: string): Promise<Segment[]> {
    return this.#documents.all(`${workspaceId}#segments`, "");
  }

  /** In order of id; programs' own segments are not among them. */
  page(workspaceId: string, limit: number, after?: string): Promise<Page<Segment>> {
    return this.#documents.page(`${workspaceId}#segments`, segmentPrefix, limit, after);
  }

  /** The same, with programs' own segments. */
  pageOfAll(workspaceId: string, limit: number, after?: string): Promise<Page<Segment>> {
    return this.#documents.page(`${workspaceId}#segments`, "", limit, after);
  }

  /** Stores the segment with the next revision and returns it so; `ConflictError` if it changed meanwhile. */
  async write(segment: Segment): Promise<Segment> {
    const next = { ...segment, revision: segment.revision + 1 };
    await this.#documents.put(keyOf(segment.workspaceId, segment.id), next, segment.revision);
    return next;
  }
}

/** Ids of segments that somebody described begin so. */
const segmentPrefix = "seg_";

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#segments`, sk: id };
}
