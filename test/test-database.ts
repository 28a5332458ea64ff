import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { indexStreamRecords, startDatabase } from "../infra/local/dynoxide.ts";
import { listen } from "../infra/local/gateway.ts";
import { createKeyHandler } from "../infra/local/keys/key-server.ts";
import { MasterKey } from "../infra/local/keys/master-key.ts";
import { closeServer } from "../infra/local/local-cloud.ts";
import type { TableSpec } from "../infra/local/system-model.ts";
import { ensureTable, streamArnOf } from "../infra/local/tables.ts";
import type { TableNames } from "../shared/storage/tables.ts";
import { scratchFolder } from "./scratch-folder.ts";

const text = "S" as const;
const pk = { name: "pk", role: "HASH" } as const;
const sk = { name: "sk", role: "RANGE" } as const;

function table(name: string, more: Partial<TableSpec> = {}): TableSpec {
  return {
    name,
    keys: [pk, sk],
    attributeTypes: { pk: text, sk: text },
    indexes: [],
    streamView: undefined,
    expiryAttribute: undefined,
    ...more,
  };
}

/** Of the tables of a database that nothing was restored to. */
export const tableNames: TableNames = {
  profiles: "profiles",
  views: "views",
  registry: "registry",
};
const tables: readonly TableSpec[] = [
  table("profiles", {
    streamView: "NEW_AND_OLD_IMAGES",
    attributeTypes: { pk: text, sk: text, dueShard: text, dueAt: "N" },
    indexes: [
      {
        name: "due",
        keys: [
          { name: "dueShard", role: "HASH" },
          { name: "dueAt", role: "RANGE" },
        ],
        projection: "KEYS_ONLY",
        included: [],
      },
    ],
  }),
  table("views", {
    attributeTypes: {
      pk: text,
      sk: text,
      sincePk: text,
      sinceSk: text,
      pendingPk: text,
      pendingSk: text,
    },
    indexes: ["since", "pending"].map((name) => ({
      name,
      keys: [
        { name: `${name}Pk`, role: "HASH" },
        { name: `${name}Sk`, role: "RANGE" },
      ],
      projection: "ALL",
      included: [],
    })),
  }),
  table("registry"),
];

/** Where Muster's tables are found. */
export interface TablesAt {
  readonly names: TableNames;
  readonly profilesStream: string;
}

/** Every item of the three tables at one instant. */
export type Backup = ReadonlyMap<keyof TableNames, readonly Record<string, AttributeValue>[]>;

const itemsPerRequest = 25;

export interface TestDatabase extends TablesAt {
  readonly streams: DynamoDBStreamsClient;
  backup(): Promise<Backup>;
  /** New tables of other names that hold the backup. */
  restore(backup: Backup, ending: string): Promise<TablesAt>;
  stop(): Promise<void>;
}

/**
 * An embedded database of its own with Muster's tables, named `profiles`, `views` and
 * `registry`, and a key service. Rooms opened afterwards find both by the SDK's own environment
 * variables.
 */
export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = scratchFolder("database");
  const file = join(folder, "dynamodb.sqlite");
  const database = await startDatabase(file);
  process.env["AWS_ENDPOINT_URL_DYNAMODB"] = database.endpoint;
  const answerKeys = createKeyHandler(MasterKey.random());
  const keys = createServer((request, response) => void answerKeys(request, response));
  process.env["AWS_ENDPOINT_URL_KMS"] = `http://127.0.0.1:${await listen(keys, 0)}`;
  process.env["DATA_KEY_ID"] = "test-key";
  process.env["AWS_REGION"] = "eu-central-1";
  process.env["AWS_ACCESS_KEY_ID"] = "local";
  process.env["AWS_SECRET_ACCESS_KEY"] = "local";
  const client = new DynamoDBClient({});
  const streams = new DynamoDBStreamsClient({ endpoint: database.endpoint });
  for (const each of tables) await ensureTable(client, each);
  indexStreamRecords(file);
  const profilesStream = await streamArnOf(client, "profiles");
  return {
    streams,
    names: tableNames,
    profilesStream,
    backup: () => backup(client),
    restore: (taken, ending) => restore(client, taken, ending),
    stop: async () => {
      client.destroy();
      streams.destroy();
      await closeServer(keys);
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function backup(client: DynamoDBClient): Promise<Backup> {
  const taken = new Map<keyof TableNames, Record<string, AttributeValue>[]>();
  for (const name of ["profiles", "views", "registry"] as const) {
    const items: Record<string, AttributeValue>[] = [];
    for await (const page of paginateScan({ client }, { TableName: name, ConsistentRead: true }))
      items.push(...(page.Items ?? []));
    taken.set(name, items);
  }
  return taken;
}

async function restore(client: DynamoDBClient, taken: Backup, ending: string): Promise<TablesAt> {
  for (const each of tables) await ensureTable(client, { ...each, name: each.name + ending });
  for (const [name, items] of taken)
    for (let start = 0; start < items.length; start += itemsPerRequest) {
      const puts = items.slice(start, start + itemsPerRequest);
      const requests = puts.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [name + ending]: requests } }));
    }
  return {
    names: {
      profiles: tableNames.profiles + ending,
      views: tableNames.views + ending,
      registry: tableNames.registry + ending,
    },
    profilesStream: await streamArnOf(client, tableNames.profiles + ending),
  };
}
