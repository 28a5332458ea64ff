import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  EmptyBatchRequest,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  MessageNotInflight,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { createQueueHandler } from "../../../../infra/local/queues/queue-server.ts";
import { credentials, NOON, serve, testQueues } from "./queue-fixture.ts";

const queues = [
  { name: "dead" },
  { name: "changes", maxReceiveCount: 1, deadLetterQueue: "dead", visibilityTimeoutSeconds: 20 },
];

const connect = async () => {
  const { store, advance } = testQueues(queues);
  const endpoint = await serve(createQueueHandler(store));
  const client = new SQSClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: "changes" }));
  const receive = async (input: Omit<ReceiveMessageCommandInput, "QueueUrl"> = {}) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, ...input }))).Messages ?? [];
  const send = (MessageBody: string) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { client, store, advance, endpoint, QueueUrl, receive, send };
};

describe("the AWS SDK's SQS client against the local queues", () => {
  it("sends, receives and deletes, with attributes of every type and checked digests", async () => {
    const { client, QueueUrl, receive } = await connect();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "profil.geändert" },
      timestamp: { DataType: "Number", StringValue: "1493147359900" },
      raw: { DataType: "Binary", BinaryValue: new Uint8Array([0, 1, 254, 255]) },
    };
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "grüße",
        MessageAttributes,
        MessageGroupId: "acme",
      }),
    );
    expect(sent).toMatchObject({
      MD5OfMessageBody: "fee40dc24d0ad6a90c608052aa4e9e66",
      MD5OfMessageAttributes: "7aa1861bcfc74682486db0d439bdd403",
    });
    const [message] = await receive({
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "grüße",
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(NOON),
        ApproximateFirstReceiveTimestamp: String(NOON),
        MessageGroupId: "acme",
      },
    });
    const ReceiptHandle = message?.ReceiptHandle;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(await attributes(client, QueueUrl)).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
    });
  });

  it("returns only the attributes it asks for, by name or prefix", async () => {
    const { client, QueueUrl, receive } = await connect();
    const text = { DataType: "String", StringValue: "x" };
    const MessageAttributes = { "due.at": text, "due.by": text, kind: text };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }));
    const [message] = await receive({
      MessageAttributeNames: ["due.*"],
      MessageSystemAttributeNames: ["SentTimestamp"],
    });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(["due.at", "due.by"]);
    expect(message?.Attributes).toEqual({ SentTimestamp: String(NOON) });
  });

  it("waits in a long poll and is woken by the message, not by the timeout", async () => {
    const { receive, send, store } = await connect();
    const polling = receive({ WaitTimeSeconds: 20 });
    await send("wake up");
    expect(await polling).toMatchObject([{ Body: "wake up" }]);
    expect(store.depth("changes").inFlight).toBe(1);
  });

  it("ends a long poll without messages when its time is over", async () => {
    const { receive } = await connect();
    const from = performance.now();
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    expect(performance.now() - from).toBeGreaterThan(990);
  });

  it("takes nothing for a long poll whose client has hung up", async () => {
    const { client, store, QueueUrl, send } = await connect();
    const hangUp = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const polling = client.send(command, { abortSignal: hangUp.signal });
    await client.send(new ListQueuesCommand({}));
    hangUp.abort();
    await expect(polling).rejects.toThrow("abort");
    await client.send(new ListQueuesCommand({}));
    await send("for the next one");
    expect(store.depth("changes")).toMatchObject({ visible: 1, inFlight: 0 });
  });

  it("sends a batch whose bad entries fail alone", async () => {
    const { client, QueueUrl, store } = await connect();
    const { Successful, Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "a", MessageGroupId: "acme" },
          { Id: "late", MessageBody: "b", DelaySeconds: 901 },
          { Id: "delayed", MessageBody: "c", DelaySeconds: 900 },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(["good", "delayed"]);
    expect(Failed).toEqual([
      {
        Id: "late",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message: expect.stringContaining("DelaySeconds"),
      },
    ]);
    expect(store.depth("changes")).toMatchObject({ visible: 1, delayed: 1 });
  });

  it("changes visibility and deletes in batches", async () => {
    const { client, QueueUrl, receive, send, store } = await connect();
    await send("a");
    await send("b");
    const held = await receive({ MaxNumberOfMessages: 10 });
    const Entries = held.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle }));
    const changed = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          ...Entries.map((entry) => ({ ...entry, VisibilityTimeout: 600 })),
          { Id: "broken", ReceiptHandle: "?", VisibilityTimeout: 1 },
        ],
      }),
    );
    expect(changed.Successful).toHaveLength(2);
    expect(changed.Failed).toMatchObject([{ Id: "broken", Code: "ReceiptHandleIsInvalid" }]);
    expect(store.nextAvailableAt()).toBe(NOON + 600_000);
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(store.depth("changes")).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it("finds a message that failed too often in the dead-letter queue, and where it came from", async () => {
    const { client, endpoint, advance, receive, send } = await connect();
    const sent = await send("poison");
    await receive();
    advance(20_000);
    expect(await receive()).toEqual([]);
    const dead = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: `${endpoint}/000000000000/dead`,
        MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"],
      }),
    );
    expect(dead.Messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Attributes: { DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:changes" },
      },
    ]);
  });

  it("lists, describes and purges queues", async () => {
    const { client, QueueUrl, send, endpoint } = await connect();
    await send("a");
    expect(await client.send(new ListQueuesCommand({ QueueNamePrefix: "ch" }))).toMatchObject({
      QueueUrls: [`${endpoint}/000000000000/changes`],
    });
    expect(await attributes(client, QueueUrl)).toMatchObject({
      ApproximateNumberOfMessages: "1",
      VisibilityTimeout: "20",
      RedrivePolicy: expect.stringContaining('"maxReceiveCount":1'),
    });
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await attributes(client, QueueUrl)).toMatchObject({ ApproximateNumberOfMessages: "0" });
  });
});

const attributes = async (client: SQSClient, QueueUrl: string | undefined) => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  return (await client.send(command)).Attributes;
};

describe("what the local queues refuse, as the SDK's own error classes", () => {
  const entries = (count: number, size = 1) =>
    Array.from({ length: count }, (_, index) => ({
      Id: `m${index}`,
      MessageBody: "x".repeat(size),
    }));

  it.each([
    ["no entries", [], EmptyBatchRequest],
    ["eleven entries", entries(11), TooManyEntriesInBatchRequest],
    ["one id twice", [...entries(1), ...entries(1)], BatchEntryIdsNotDistinct],
    ["more than 1 MiB", entries(5, 220_000), BatchRequestTooLong],
  ])("a batch with %s", async (_, Entries, refusal) => {
    const { client, QueueUrl, store } = await connect();
    const sending = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(sending).rejects.toBeInstanceOf(refusal);
    expect(store.depth("changes").visible).toBe(0);
  });

  it("an unknown queue, also in the words of the older protocol", async () => {
    const { client, endpoint } = await connect();
    const command = new GetQueueUrlCommand({ QueueName: "nowhere" });
    await expect(client.send(command)).rejects.toBeInstanceOf(QueueDoesNotExist);
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.GetQueueUrl" },
      body: JSON.stringify({ QueueName: "nowhere" }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("x-amzn-query-error")).toBe(
      "AWS.SimpleQueueService.NonExistentQueue;Sender",
    );
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.0");
    expect(await response.json()).toMatchObject({ __type: "com.amazonaws.sqs#QueueDoesNotExist" });
  });

  it("a receipt that is none, and one that is no longer held", async () => {
    const { client, QueueUrl, advance, receive, send } = await connect();
    const change = (ReceiptHandle: string | undefined) =>
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }),
      );
    await expect(change("?")).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
    await send("a");
    const [message] = await receive();
    advance(20_000);
    await expect(change(message?.ReceiptHandle)).rejects.toBeInstanceOf(MessageNotInflight);
  });

  it("a call it does not offer, a parameter of the wrong type, and what is not JSON", async () => {
    const { endpoint } = await connect();
    const post = async (operation: string, body: string) => {
      const headers = { "x-amz-target": `AmazonSQS.${operation}` };
      const response = await fetch(endpoint, { method: "POST", headers, body });
      return [response.status, await response.json()];
    };
    expect(await post("CreateQueue", "{}")).toEqual([
      400,
      { __type: "com.amazonaws.sqs#UnsupportedOperation", message: expect.any(String) },
    ]);
    expect(await post("SendMessage", '{"QueueUrl": 7}')).toEqual([
      400,
      {
        __type: "com.amazonaws.sqs#InvalidParameterValue",
        message: expect.stringContaining("QueueUrl"),
      },
    ]);
    expect(await post("SendMessage", "{")).toEqual([
      400,
      { __type: "com.amazon.coral.service#SerializationException", message: expect.any(String) },
    ]);
  });
});
