import { createHash } from "node:crypto";
import { z } from "zod";
import type { Directory } from "../contracts/directory.ts";
import { type Role, roles } from "../contracts/role.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Token = z.object({
  workspaceId: z.string(),
  /** Who uses it, as the histories show it. */
  actor: z.string().optional(),
  /** Tokens from before there were roles are an admin's. */
  role: z.enum(roles).default("admin"),
  directoryId: z.string().optional(),
});

/** Whom a token stands for. */
export interface Bearer {
  readonly workspaceId: string;
  /** Tells callers of a workspace apart and names no person: for logs and limits. */
  readonly callerId: string;
  /** Who it is, for people. */
  readonly actor: string;
  readonly role: Role;
  /** The one directory it opens; unset: everything of the workspace but directories. */
  readonly directoryId?: string;
}

/** Bearer tokens by their hash: pk `token#{sha256}`. The token itself is stored nowhere. */
export class TokenStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Token, "a token");
  }

  /** A token that names nobody is told from others by the beginning of its hash. */
  async bearerOf(token: string): Promise<Bearer | undefined> {
    const found = await this.#documents.get(keyOf(hashOf(token)));
    if (found === undefined) return undefined;
    const hash = hashOf(token);
    const callerId = `token-${hash.slice(0, 8)}`;
    const { workspaceId, actor = `Token ${hash.slice(0, 8)}`, role, directoryId } = found;
    const directory = directoryId === undefined ? {} : { directoryId };
    return { workspaceId, callerId, actor, role, ...directory };
  }

  async issue(
    token: string,
    workspaceId: string,
    actor?: string,
    role: Role = "admin",
  ): Promise<void> {
    await this.#documents.put(keyOf(hashOf(token)), { workspaceId, actor, role });
  }

  async issueFor({ workspaceId, id, tokenHash }: Directory): Promise<void> {
    await this.#documents.put(keyOf(tokenHash), { workspaceId, role: "viewer", directoryId: id });
  }

  /** Opens nothing from now on, or after the seconds that functions remember it for. */
  async revoke(tokenHash: string): Promise<void> {
    await this.#documents.delete(keyOf(tokenHash));
  }
}

function keyOf(hash: string): ItemKey {
  return { pk: `token#${hash}`, sk: "token" };
}

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
