import { createHash } from "node:crypto";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

/** What is to happen at an instant, whatever happens before. Milliseconds. */
const ProgramDue = z.object({
  workspaceId: z.string(),
  programId: z.string(),
  /** A window that opens or closes, or a certificate that expires. */
  what: z.enum(["start", "end", "expiry"]),
  /** Whose certificate. */
  profileId: z.string().optional(),
  at: z.number(),
});
export type ProgramDue = z.infer<typeof ProgramDue>;

const shards = Array.from({ length: 16 }, (_, shard) => String(shard));
const longestPage = 100;

/**
 * Instants of programs: pk `program-due#{shard}`, sk `{instant}#{workspace}#{program}#{profile}#{what}`.
 * Access: note, those up to an instant in order, forget.
 */
export class ProgramDueStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", ProgramDue, "a program's instant");
  }

  async note(due: ProgramDue): Promise<void> {
    await this.#documents.put(keyOf(due), due);
  }

  async forget(due: ProgramDue): Promise<void> {
    await this.#documents.delete(keyOf(due));
  }

  /** Of all workspaces; a bounded number of each shard, the earliest first. */
  async upTo(now: number): Promise<ProgramDue[]> {
    const pages = await Promise.all(
      shards.map((shard) => this.#documents.page(`program-due#${shard}`, "", longestPage)),
    );
    return pages
      .flatMap(({ items }) => items.filter(({ at }) => at <= now))
      .toSorted((one, other) => one.at - other.at);
  }
}

function keyOf({ at, workspaceId, programId, profileId = "", what }: ProgramDue): ItemKey {
  const whose = [workspaceId, programId, profileId].join("#");
  const shard = (createHash("sha256").update(whose).digest()[0] ?? 0) % shards.length;
  return { pk: `program-due#${shard}`, sk: `${String(at).padStart(15, "0")}#${whose}#${what}` };
}
