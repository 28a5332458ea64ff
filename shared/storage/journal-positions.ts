import { JournalPosition } from "../contracts/journal.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** pk `{workspace}#journals`, sk the connection: how far its journal was read. Access: one. */
export class JournalPositions {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", JournalPosition, "a journal's position");
  }

  get(workspaceId: string, connectionId: string): Promise<JournalPosition | undefined> {
    return this.#documents.get(keyOf(workspaceId, connectionId));
  }

  /** Over the revision it was read with, else `ConflictError`; a new one has revision 0. */
  async write(position: JournalPosition): Promise<JournalPosition> {
    const next = { ...position, revision: position.revision + 1 };
    const { workspaceId, connectionId, revision } = position;
    await this.#documents.put(keyOf(workspaceId, connectionId), next, revision);
    return next;
  }
}

function keyOf(workspaceId: string, connectionId: string): ItemKey {
  return { pk: `${workspaceId}#journals`, sk: connectionId };
}
