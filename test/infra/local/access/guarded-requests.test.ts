import { createServer } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardRequests } from "../../../../infra/local/access/guarded-requests.ts";
import { listen } from "../../../../infra/local/gateway.ts";
import { closeServer } from "../../../../infra/local/local-cloud.ts";

const arn = (rest: string) => `arn:aws:${rest}`;
const place = "eu-central-1:000000000000";
const tableArn = arn(`dynamodb:${place}:table/Registry`);
const keyArn = arn(`kms:${place}:key/SecretsKey`);

/** Whatever reaches AWS is answered with nothing found. */
const reached: string[] = [];
const server = createServer((request, response) => {
  reached.push(String(request.headers["x-amz-target"]));
  response.end('{"Responses":{},"UnprocessedItems":{},"Plaintext":"","FailedEntryCount":0}');
});
const deniedOnes: string[] = [];
let url = "";
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0)}`;
  guardRequests(
    [
      {
        actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"],
        resources: [tableArn],
        keysUnlike: ["token#*"],
      },
      { actions: ["dynamodb:Query"], resources: [`${tableArn}/index/since`] },
      { actions: ["sqs:SendMessage"], resources: [arn(`sqs:${place}:Changes`)] },
      { actions: ["events:PutEvents"], resources: [arn(`events:${place}:event-bus/muster`)] },
      { actions: ["kms:Decrypt"], resources: [keyArn] },
    ],
    ({ action, resource }) => void deniedOnes.push(`${action} ${resource}`),
  );
});
afterAll(() => closeServer(server));

const settings = () => ({
  endpoint: url,
  region: "eu-central-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});
const items = () => DynamoDBDocumentClient.from(new DynamoDBClient(settings()));
const at = (pk: string) => ({ pk, sk: "1" });
const table = { TableName: "Registry" };
const denied = { name: "AccessDeniedException" };

/** The SDK's own clients, as functions use them. */
const allowed: Record<string, () => Promise<unknown>> = {
  "an item": () => items().send(new GetCommand({ ...table, Key: at("w1#connections") })),
  "several items": () =>
    items().send(new BatchGetCommand({ RequestItems: { Registry: { Keys: [at("a"), at("b")] } } })),
  "a transaction of what is granted by itself": () =>
    items().send(
      new TransactWriteCommand({ TransactItems: [{ Put: { ...table, Item: at("w1#claim") } }] }),
    ),
  "an index": () =>
    items().send(
      new QueryCommand({
        ...table,
        IndexName: "since",
        KeyConditionExpression: "sincePk = :pk",
        ExpressionAttributeValues: { ":pk": "w1" },
      }),
    ),
  "a batch of messages": () =>
    new SQSClient(settings()).send(
      new SendMessageBatchCommand({
        QueueUrl: `${url}/000000000000/Changes`,
        Entries: [{ Id: "1", MessageBody: "{}" }],
      }),
    ),
  events: () =>
    new EventBridgeClient(settings()).send(
      new PutEventsCommand({ Entries: [{ EventBusName: "muster", Detail: "{}" }] }),
    ),
  "a data key": () =>
    new KMSClient(settings()).send(
      new DecryptCommand({ KeyId: keyArn, CiphertextBlob: Uint8Array.of(1) }),
    ),
};

const refused: Record<string, () => Promise<unknown>> = {
  "a partition the role is closed to": () =>
    items().send(new GetCommand({ ...table, Key: at("token#1f") })),
  "such a partition among others": () =>
    items().send(
      new BatchGetCommand({ RequestItems: { Registry: { Keys: [at("a"), at("token#1f")] } } }),
    ),
  "the table where only its index is granted": () =>
    items().send(
      new QueryCommand({
        ...table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": "w1" },
      }),
    ),
  "a batch of writes where only single ones are granted": () =>
    items().send(
      new BatchWriteCommand({ RequestItems: { Registry: [{ PutRequest: { Item: at("a") } }] } }),
    ),
  "a transaction with a part that is not granted": () =>
    items().send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { ...table, Item: at("a") } },
          { Delete: { ...table, Key: at("b") } },
        ],
      }),
    ),
  "another queue": () =>
    new SQSClient(settings()).send(
      new SendMessageBatchCommand({
        QueueUrl: `${url}/000000000000/Due`,
        Entries: [{ Id: "1", MessageBody: "{}" }],
      }),
    ),
  "another key": () =>
    new KMSClient(settings()).send(
      new DecryptCommand({ KeyId: `${keyArn}2`, CiphertextBlob: Uint8Array.of(1) }),
    ),
};

describe("a function's requests to AWS", () => {
  it.each(Object.entries(allowed))("reach it where its role grants %s", async (_, send) => {
    const before = reached.length;
    await send();
    expect(reached.length).toBe(before + 1);
  });

  it.each(Object.entries(refused))("are answered as IAM would for %s", async (_, send) => {
    const before = reached.length;
    await expect(send()).rejects.toMatchObject(denied);
    expect(reached.length).toBe(before);
  });

  it("are told once where they were denied, with what they needed", async () => {
    const sends = [...Object.values(refused), ...Object.values(refused), ...Object.values(allowed)];
    for (const send of sends) await send().catch(() => undefined);
    expect(new Set(deniedOnes).size).toBe(deniedOnes.length);
    expect(deniedOnes).toEqual(
      expect.arrayContaining([
        `dynamodb:DeleteItem ${tableArn}`,
        `dynamodb:BatchWriteItem ${tableArn}`,
        `sqs:SendMessage ${arn(`sqs:${place}:Due`)}`,
        `kms:Decrypt ${keyArn}2`,
      ]),
    );
  });

  it("to anybody else pass unasked", async () => {
    const before = reached.length;
    expect((await fetch(`${url}/anywhere`)).ok).toBe(true);
    expect(reached.length).toBe(before + 1);
  });
});
