import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import type { Sealer } from "./sealing/sealer.ts";
import { SecretMembers } from "./sealing/secret-members.ts";
import type { Tables } from "./tables.ts";

const Answer = z.object({
  /** What was asked, as a hash. */
  request: z.string(),
  /** Absent while the first request is still being answered. */
  status: z.number().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  expiresAt: z.number(),
});
export type RememberedAnswer = z.infer<typeof Answer>;

const keptSeconds = 86_400;
/** Longer than a function runs: what has no answer by then never gets one. */
const underWaySeconds = 60;

/**
 * What was answered to an `Idempotency-Key`, for a day: pk `{workspace}#answers`, sk the key. The
 * body rests sealed: some answers show a secret that is shown once.
 */
export class RememberedAnswers {
  readonly #documents;

  constructor(tables: Tables, sealer: Sealer) {
    const secrets = new SecretMembers(sealer, "body");
    this.#documents = new Documents(tables, "registry", Answer, "a remembered answer", secrets);
  }

  async get(workspaceId: string, key: string): Promise<RememberedAnswer | undefined> {
    const answer = await this.#documents.get(keyOf(workspaceId, key));
    if (answer === undefined || answer.expiresAt > seconds()) return answer;
    await this.forget(workspaceId, key);
    return undefined;
  }

  /** Says that a request is under way; `ConflictError` where another was first. */
  async begin(workspaceId: string, key: string, request: string): Promise<void> {
    const expiresAt = seconds() + underWaySeconds;
    await this.#documents.put(keyOf(workspaceId, key), { request, headers: {}, expiresAt }, 0);
  }

  async put(
    workspaceId: string,
    key: string,
    answer: Omit<RememberedAnswer, "expiresAt">,
  ): Promise<void> {
    const expiresAt = seconds() + keptSeconds;
    await this.#documents.put(keyOf(workspaceId, key), { ...answer, expiresAt });
  }

  async forget(workspaceId: string, key: string): Promise<void> {
    await this.#documents.delete(keyOf(workspaceId, key));
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function keyOf(workspaceId: string, key: string): ItemKey {
  return { pk: `${workspaceId}#answers`, sk: key };
}
