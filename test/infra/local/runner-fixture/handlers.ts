/** The functions of the small system that the runner's tests run, as the files of their assets. */
export const handlers: Readonly<Record<string, string>> = {
  receive: `
    import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
    const queues = new SQSClient({});
    export const handler = async (event) => {
      if (event.rawPath === "/hooks/echo") return { statusCode: 200, body: JSON.stringify(event) };
      if (event.rawPath === "/hooks/crash") throw new Error("on purpose");
      if (event.rawPath === "/hooks/hang") for (;;);
      if (event.rawPath === "/hooks/now") return { statusCode: 200, body: String(musterClock.now()) };
      if (event.rawPath === "/hooks/environment") {
        return { statusCode: 200, body: JSON.stringify(process.env) };
      }
      const { id, dueAt, poison, delaySeconds } = JSON.parse(event.body);
      await queues.send(new SendMessageCommand({
        QueueUrl: process.env.CHANGES_QUEUE_URL,
        MessageBody: JSON.stringify({ id, dueAt, poison }),
        MessageGroupId: "w1",
        DelaySeconds: delaySeconds ?? 0,
      }));
      return { statusCode: 202 };
    };`,
  apply: `
    import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
    const database = new DynamoDBClient({});
    export const handler = async ({ Records }) => {
      const batchItemFailures = [];
      for (const { messageId, body, attributes } of Records) {
        const { id, dueAt, poison } = JSON.parse(body);
        if (poison === "message") { batchItemFailures.push({ itemIdentifier: messageId }); continue; }
        console.log(JSON.stringify({ level: "info", message: "applied", id, at: musterClock.now() }));
        await database.send(new PutItemCommand({ TableName: process.env.PROFILES_TABLE, Item: {
          pk: { S: "p" }, sk: { S: id }, group: { S: attributes.MessageGroupId },
          ...(poison === "record" && { poison: { BOOL: true } }),
          ...(dueAt && { dueShard: { S: "0" }, dueAt: { N: String(dueAt) } }),
        } }));
      }
      return { batchItemFailures };
    };`,
  publish: `
    import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
    const bus = new EventBridgeClient({});
    export const handler = async ({ Records, shardId, window, state }) => {
      if (!shardId || !window) throw new Error("a tumbling window says its shard");
      if (Records.some(({ dynamodb }) => dynamodb.NewImage?.poison)) throw new Error("poison");
      for (let at = 0; at < Records.length; at += 10) await bus.send(new PutEventsCommand({ Entries: Records.slice(at, at + 10).map(({ dynamodb }) => ({
        EventBusName: process.env.BUS_NAME, Source: "muster", DetailType: "segment.entered",
        Detail: JSON.stringify({ workspaceId: "w1", id: dynamodb.Keys.sk.S }),
      })) }));
      return { state };
    };`,
  push: `
    export const handler = async ({ Records }) => {
      for (const { body } of Records) {
        const { id } = JSON.parse(body).detail;
        console.log(JSON.stringify({ level: "info", message: "pushed", id, at: musterClock.now() }));
      }
    };`,
  sweep: `
    import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
    import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
    const database = new DynamoDBClient({});
    const queues = new SQSClient({});
    export const handler = async ({ daily }) => {
      const now = musterClock.now();
      if (daily) return console.log(JSON.stringify({ level: "info", message: "daily", at: now }));
      const { Items } = await database.send(new QueryCommand({
        TableName: process.env.PROFILES_TABLE, IndexName: "due",
        KeyConditionExpression: "dueShard = :s AND dueAt <= :h",
        ExpressionAttributeValues: { ":s": { S: "0" }, ":h": { N: String(now + 90000) } },
      }));
      console.log(JSON.stringify({ level: "info", message: "swept", found: Items.length, at: now }));
      for (const { sk, dueAt } of Items) await queues.send(new SendMessageCommand({
        QueueUrl: process.env.DUE_QUEUE_URL,
        MessageBody: JSON.stringify({ id: sk.S, dueAt: Number(dueAt.N) }),
        MessageAttributes: { dueAt: { DataType: "Number", StringValue: dueAt.N } },
        DelaySeconds: Math.max(0, Math.floor((Number(dueAt.N) - now) / 1000)),
      }));
    };`,
  flip: `
    import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
    const database = new DynamoDBClient({});
    export const handler = async ({ Records }) => {
      await Promise.all(Records.map(async ({ body }) => {
        const { id, dueAt } = JSON.parse(body);
        await musterClock.until(dueAt);
        console.log(JSON.stringify({ level: "info", message: "flipped", id, late: musterClock.now() - dueAt }));
        await database.send(new PutItemCommand({
          TableName: process.env.PROFILES_TABLE, Item: { pk: { S: "p" }, sk: { S: id } },
        }));
      }));
      return { batchItemFailures: [] };
    };`,
};
