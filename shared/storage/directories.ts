import { Directory } from "../contracts/directory.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** pk `{workspace}#directories`, sk the id. Access: one, all, a write over the revision that was read. */
export class DirectoryStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Directory, "a directory");
  }

  get(workspaceId: string, id: string): Promise<Directory | undefined> {
    return this.#documents.get(keyOf(workspaceId, id));
  }

  all(workspaceId: string): Promise<Directory[]> {
    return this.#documents.all(`${workspaceId}#directories`, "");
  }

  /** Returns it with its next revision; `ConflictError` if it changed meanwhile. */
  async write(directory: Directory): Promise<Directory> {
    const next = { ...directory, revision: directory.revision + 1 };
    await this.#documents.put(keyOf(next.workspaceId, next.id), next, directory.revision);
    return next;
  }

  delete({ workspaceId, id }: Pick<Directory, "workspaceId" | "id">): Promise<void> {
    return this.#documents.delete(keyOf(workspaceId, id));
  }
}

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#directories`, sk: id };
}
