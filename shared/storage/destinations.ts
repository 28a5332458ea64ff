import { Destination } from "../contracts/destination.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** pk `{workspace}#destinations`, sk `{segment}#{id}`. Access: those of a segment, of a workspace, one. */
export class DestinationStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Destination, "a destination");
  }

  ofSegment(workspaceId: string, segmentId: string): Promise<Destination[]> {
    return this.#documents.all(`${workspaceId}#destinations`, `${segmentId}#`);
  }

  all(workspaceId: string): Promise<Destination[]> {
    return this.#documents.all(`${workspaceId}#destinations`, "");
  }

  get(workspaceId: string, segmentId: string, id: string): Promise<Destination | undefined> {
    return this.#documents.get(keyOf(workspaceId, segmentId, id));
  }

  async write(destination: Destination): Promise<void> {
    const { workspaceId, segmentId, id } = destination;
    await this.#documents.put(keyOf(workspaceId, segmentId, id), destination);
  }
}

function keyOf(workspaceId: string, segmentId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#destinations`, sk: `${segmentId}#${id}` };
}
