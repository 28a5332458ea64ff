import { createHash } from "node:crypto";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Token = z.object({ workspaceId: z.string() });

/** Bearer tokens by their hash: pk `token#{sha256}`. The token itself is stored nowhere. */
export class TokenStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Token, "a token");
  }

  async workspaceOf(token: string): Promise<string | undefined> {
    return (await this.#documents.get(keyOf(token)))?.workspaceId;
  }

  async issue(token: string, workspaceId: string): Promise<void> {
    await this.#documents.put(keyOf(token), { workspaceId });
  }
}

function keyOf(token: string): ItemKey {
  return { pk: `token#${createHash("sha256").update(token).digest("hex")}`, sk: "token" };
}
