import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Answer = z.object({
  status: z.number(),
  body: z.string(),
  request: z.string(),
  expiresAt: z.number(),
});
export type RememberedAnswer = z.infer<typeof Answer>;

const keptSeconds = 86_400;

/** What was answered to an `Idempotency-Key`, for a day: pk `{workspace}#answers`. */
export class RememberedAnswers {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Answer, "a remembered answer");
  }

  get(workspaceId: string, key: string): Promise<RememberedAnswer | undefined> {
    return this.#documents.get(keyOf(workspaceId, key));
  }

  async put(
    workspaceId: string,
    key: string,
    answer: Omit<RememberedAnswer, "expiresAt">,
  ): Promise<void> {
    const expiresAt = Math.floor(Date.now() / 1000) + keptSeconds;
    await this.#documents.put(keyOf(workspaceId, key), { ...answer, expiresAt });
  }
}

function keyOf(workspaceId: string, key: string): ItemKey {
  return { pk: `${workspaceId}#answers`, sk: key };
}
