import { z } from "zod";
import { Connection } from "../contracts/connection.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Sealer } from "./sealing/sealer.ts";
import { SecretMembers } from "./sealing/secret-members.ts";
import type { Tables } from "./tables.ts";

/** Where an id of the outside world points: a connection's address or a source's account. */
const Pointer = z.object({ workspaceId: z.string(), connectionId: z.string() });
export type Pointer = z.infer<typeof Pointer>;

/**
 * pk `{workspace}#connections`, sk the id; beside them pointers by the address a webhook
 * comes to and by the source's account id. Secrets and tokens rest sealed. Access: one, all, by
 * address, by account.
 */
export class ConnectionStore {
  readonly #documents;
  readonly #pointers;

  constructor(tables: Tables, sealer: Sealer) {
    const secrets = new SecretMembers(sealer, "secrets", "tokens", "apiKey");
    this.#documents = new Documents(tables, "registry", Connection, "a connection", secrets);
    this.#pointers = new Documents(tables, "registry", Pointer, "a connection's address");
  }

  get(workspaceId: string, id: string): Promise<Connection | undefined> {
    return this.#documents.get(keyOf(workspaceId, id));
  }

  all(workspaceId: string): Promise<Connection[]> {
    return this.#documents.all(`${workspaceId}#connections`, "");
  }

  async write(connection: Connection): Promise<Connection> {
    const next = { ...connection, revision: connection.revision + 1 };
    await this.#documents.put(
      keyOf(connection.workspaceId, connection.id),
      next,
      connection.revision,
    );
    return next;
  }

  async pointTo(connection: Connection, address: string): Promise<void> {
    const pointer = { workspaceId: connection.workspaceId, connectionId: connection.id };
    await this.#pointers.put(pointerKey(address), pointer);
  }

  async forget(address: string): Promise<void> {
    await this.#pointers.delete(pointerKey(address));
  }

  /** Where `hook:{connection id}` or `{kind}:{account id}` leads. */
  pointer(address: string): Promise<Pointer | undefined> {
    return this.#pointers.get(pointerKey(address));
  }

  async at(address: string): Promise<Connection | undefined> {
    const pointer = await this.pointer(address);
    return pointer && this.get(pointer.workspaceId, pointer.connectionId);
  }
}

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#connections`, sk: id };
}

function pointerKey(address: string): ItemKey {
  return { pk: `address#${address}`, sk: "address" };
}
