import { ImportJob } from "../contracts/import.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** pk `{workspace}#imports`, sk the connection: its last import. Access: one. */
export class ImportJobStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", ImportJob, "an import");
  }

  get(workspaceId: string, connectionId: string): Promise<ImportJob | undefined> {
    return this.#documents.get(keyOf(workspaceId, connectionId));
  }

  /** Over the revision it was read with, else `ConflictError`; a new one has revision 0. */
  async write(job: ImportJob): Promise<ImportJob> {
    const next = { ...job, revision: job.revision + 1 };
    await this.#documents.put(keyOf(job.workspaceId, job.connectionId), next, job.revision);
    return next;
  }
}

function keyOf(workspaceId: string, connectionId: string): ItemKey {
  return { pk: `${workspaceId}#imports`, sk: connectionId };
}
