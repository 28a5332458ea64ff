import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import type { KeyPart, TableSpec } from "./system-model.ts";

const keySchema = (keys: readonly KeyPart[]): KeySchemaElement[] =>
  keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));

function creation(table: TableSpec): CreateTableCommandInput {
  return {
    TableName: table.name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keySchema(table.keys),
    AttributeDefinitions: Object.entries(table.attributeTypes).map(([name, type]) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.keys),
        Projection: {
          ProjectionType: index.projection,
          ...(index.included.length > 0 && { NonKeyAttributes: [...index.included] }),
        },
      })),
    }),
    ...(table.streamView && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView },
    }),
  };
}

/** Creates the table where it is missing; resolves once it can be used. */
export async function ensureTable(client: DynamoDBClient, table: TableSpec): Promise<void> {
  try {
    await client.send(new CreateTableCommand(creation(table)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 30 }, { TableName: table.name });
  await ensureShape(client, table);
  await ensureExpiry(client, table);
}

/** @throws Error if the data folder holds the table in another shape than the template's */
async function ensureShape(client: DynamoDBClient, table: TableSpec): Promise<void> {
  const { Table: found } = await client.send(new DescribeTableCommand({ TableName: table.name }));
  const indexes = new Set((found?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName));
  const absent = table.indexes.filter(({ name }) => !indexes.has(name)).map(({ name }) => name);
  const needsStream = table.streamView !== undefined && found?.LatestStreamArn === undefined;
  if (absent.length === 0 && !needsStream) return;
  const lacks = [
    ...absent.map((name) => `the index "${name}"`),
    ...(needsStream ? ["a stream"] : []),
  ];
  throw new Error(
    `The data folder is from an older version: its table ${table.name} lacks ${lacks.join(", ")}. ` +
      "Remove the folder, or choose another one with MUSTER_DATA.",
  );
}

async function ensureExpiry(client: DynamoDBClient, table: TableSpec): Promise<void> {
  const { name: TableName, expiryAttribute } = table;
  if (expiryAttribute === undefined) return;
  const { TimeToLiveDescription: found } = await client.send(
    new DescribeTimeToLiveCommand({ TableName }),
  );
  if (found?.TimeToLiveStatus === "ENABLED") return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: expiryAttribute },
    }),
  );
}

/** @throws Error if the table has no stream */
export async function streamArnOf(client: DynamoDBClient, tableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if (Table?.LatestStreamArn) return Table.LatestStreamArn;
  throw new Error(`The table ${tableName} has no stream to read.`);
}
