import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { Destination, type DestinationKind } from "../contracts/destination.ts";
import { ConflictError } from "../runtime/errors.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Sealer } from "./sealing/sealer.ts";
import { SecretMembers } from "./sealing/secret-members.ts";
import { request, type Tables } from "./tables.ts";

type Finding = {
  [Field in
    | "state"
    | "segmentName"
    | "listId"
    | "shownAs"
    | "lastPushedAt"
    | "lastSweep"
    | "lastError"]: Destination[Field] | undefined;
};

const KindAndState = Destination.pick({ kind: true, state: true });

/** pk `{workspace}#destinations`, sk `{segment}#{id}`; the secret rests sealed. Access: those of a segment, of a workspace, one. */
export class DestinationStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables, sealer: Sealer) {
    this.#tables = tables;
    const secrets = new SecretMembers(sealer, "secret");
    this.#documents = new Documents(tables, "registry", Destination, "a destination", secrets);
  }

  ofSegment(workspaceId: string, segmentId: string): Promise<Destination[]> {
    return this.#documents.all(`${workspaceId}#destinations`, `${segmentId}#`);
  }

  /** Of those of a segment that are not removed, each kind once; opens no secret. */
  async kindsOf(workspaceId: string, segmentId: string): Promise<DestinationKind[]> {
    const kinds = new Set<DestinationKind>();
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await request("listing a segment's destinations", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.registry,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
            ProjectionExpression: "#kind, #state",
            ExpressionAttributeNames: { "#kind": "kind", "#state": "state" },
            ExpressionAttributeValues: {
              ":pk": `${workspaceId}#destinations`,
              ":prefix": `${segmentId}#`,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of answer.Items ?? []) {
        const { kind, state } = KindAndState.parse(item);
        if (state !== "removed") kinds.add(kind);
      }
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return [...kinds];
  }

  all(workspaceId: string): Promise<Destination[]> {
    return this.#documents.all(`${workspaceId}#destinations`, "");
  }

  get(workspaceId: string, segmentId: string, id: string): Promise<Destination | undefined> {
    return this.#documents.get(keyOf(workspaceId, segmentId, id));
  }

  async write(destination: Destination): Promise<void> {
    const { workspaceId, segmentId, id } = destination;
    await this.#documents.put(keyOf(workspaceId, segmentId, id), destination);
  }

  /**
   * Notes what a push found out; `undefined` takes away. One that was removed meanwhile stays
   * removed, and one that is being withdrawn stays so.
   */
  async note(destination: Destination, found: Partial<Finding>): Promise<void> {
    const { workspaceId, segmentId, id } = destination;
    const fields = Object.entries(found);
    const set = fields.filter(([, value]) => value !== undefined).map(([name]) => name);
    const gone = fields.filter(([, value]) => value === undefined).map(([name]) => name);
    const parts = [
      set.length === 0 ? "" : `SET ${set.map((name) => `#${name} = :${name}`).join(", ")}`,
      gone.length === 0 ? "" : `REMOVE ${gone.map((name) => `#${name}`).join(", ")}`,
    ];
    const names = new Map(["state", ...set, ...gone].map((name) => [`#${name}`, name]));
    const states = found.state === undefined ? ["removed"] : ["removed", "withdrawing"];
    const values = new Map<string, unknown>(states.map((state) => [`:${state}`, state]));
    for (const [name, value] of fields) if (value !== undefined) values.set(`:${name}`, value);
    try {
      await request("noting a push at its destination", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.registry,
            Key: keyOf(workspaceId, segmentId, id),
            UpdateExpression: parts.join(" ").trim(),
            ConditionExpression: `attribute_exists(pk) AND ${states.map((state) => `#state <> :${state}`).join(" AND ")}`,
            ExpressionAttributeNames: Object.fromEntries(names),
            ExpressionAttributeValues: Object.fromEntries(values),
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

function keyOf(workspaceId: string, segmentId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#destinations`, sk: `${segmentId}#${id}` };
}
