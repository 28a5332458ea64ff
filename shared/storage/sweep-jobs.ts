import { createHash } from "node:crypto";
import { SweepJob, type Swept } from "../contracts/sweep.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** Of a day: each destination has the one that its id falls into, so that they spread evenly. */
export const sweepSlots = 96;

/**
 * The last sweep of each destination, and with it the plan of the next: pk `sweeps#{slot}`, sk
 * `{workspace}#{segment}#{destination}`. Access: one; those of a slot.
 */
export class SweepJobStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", SweepJob, "a sweep");
  }

  get(swept: Swept): Promise<SweepJob | undefined> {
    return this.#documents.get(keyOf(swept));
  }

  ofSlot(slot: number): Promise<SweepJob[]> {
    return this.#documents.all(`sweeps#${slot}`, "");
  }

  /** Over the revision it was read with, else `ConflictError`; a new one has revision 0. */
  async write(job: SweepJob): Promise<SweepJob> {
    const next = { ...job, revision: job.revision + 1 };
    await this.#documents.put(keyOf(job), next, job.revision);
    return next;
  }

  forget(swept: Swept): Promise<void> {
    return this.#documents.delete(keyOf(swept));
  }
}

function keyOf({ workspaceId, segmentId, destinationId }: Swept): ItemKey {
  const slot = createHash("sha256").update(destinationId).digest().readUInt32BE() % sweepSlots;
  return { pk: `sweeps#${slot}`, sk: `${workspaceId}#${segmentId}#${destinationId}` };
}
