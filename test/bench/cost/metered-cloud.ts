import { createServer, type Server } from "node:http";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { createBusHandler } from "../../../infra/local/bus/bus-server.ts";
import { EventBus as LocalBus } from "../../../infra/local/bus/event-bus.ts";
import { listen } from "../../../infra/local/gateway.ts";
import { closeServer } from "../../../infra/local/local-cloud.ts";
import { createQueueHandler } from "../../../infra/local/queues/queue-server.ts";
import { QueueStore } from "../../../infra/local/queues/queue-store.ts";
import { EventBus } from "../../../shared/messaging/bus.ts";
import { Queue } from "../../../shared/messaging/queue.ts";
import { Kms } from "../../../shared/storage/sealing/kms.ts";
import { roomsOver, type Storage } from "../../../shared/storage/storage.ts";
import { openTables } from "../../../shared/storage/tables.ts";
import { startTestDatabase, type TestDatabase } from "../../test-database.ts";
import type { Meter } from "./meter.ts";

const names = ["changes", "due", "builds", "pushes"] as const;
type QueueName = (typeof names)[number];
const busName = "memberships";

/** Database, queues and bus of this machine, asked by the SDK's real clients, which a meter watches. */
export class MeteredCloud {
  readonly database: TestDatabase;
  readonly storage: Storage;
  readonly bus: EventBus;
  readonly #sqs: SQSClient;
  readonly #url: string;
  readonly #store: QueueStore;
  readonly #server: Server;

  private constructor(
    meter: Meter,
    given: { database: TestDatabase; store: QueueStore; server: Server; url: string },
  ) {
    this.database = given.database;
    this.#store = given.store;
    this.#server = given.server;
    this.#url = given.url;
    const tables = openTables(given.database.names);
    this.storage = roomsOver(tables, new Kms());
    this.#sqs = new SQSClient({ endpoint: given.url });
    const events = new EventBridgeClient({ endpoint: given.url });
    this.bus = new EventBus(events, () => busName);
    meter.database(tables.client);
    meter.queues(this.#sqs);
    meter.bus(events);
  }

  static async start(meter: Meter): Promise<MeteredCloud> {
    const database = await startTestDatabase();
    const store = new QueueStore(":memory:", Date.now);
    for (const name of names) store.addQueue({ name, visibilityTimeoutSeconds: 600 });
    const bus = new LocalBus(store, Date.now);
    bus.addBus(busName);
    bus.addRule({
      name: "pushes",
      busName,
      pattern: { detail: { destinations: ["hubspot-list"] } },
      targets: [{ queueName: "pushes", messageGroupPath: "$.detail.workspaceId" }],
    });
    const [answerBus, answerQueue] = [createBusHandler(bus), createQueueHandler(store)];
    const server = createServer((request, response) => {
      const isEvent = String(request.headers["x-amz-target"]).startsWith("AWSEvents");
      void (isEvent ? answerBus : answerQueue)(request, response);
    });
    const url = `http://127.0.0.1:${await listen(server, 0)}`;
    return new MeteredCloud(meter, { database, store, server, url });
  }

  queue(name: QueueName): Queue {
    return new Queue(this.#sqs, () => `${this.#url}/queue/${name}`);
  }

  /** What is there for a function now: delayed messages are not waited for. */
  visible(name: QueueName): number {
    return this.#store.depth(name).visible;
  }

  /** As Lambda's poller does: receives a batch, hands it over, deletes it. */
  async deliver(
    name: QueueName,
    batchSize: number,
    handle: (event: SQSEvent) => Promise<void>,
  ): Promise<void> {
    const QueueUrl = `${this.#url}/queue/${name}`;
    const MessageSystemAttributeNames = ["All" as const];
    const asked = { QueueUrl, MaxNumberOfMessages: batchSize, MessageSystemAttributeNames };
    const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(asked));
    await handle({ Records: Messages.map((message) => recordOf(name, message)) });
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }

  async stop(): Promise<void> {
    await closeServer(this.#server);
    this.#store.close();
    await this.database.stop();
  }
}

function recordOf(name: QueueName, { MessageId, Body, ReceiptHandle, Attributes }: Message) {
  return {
    messageId: MessageId ?? "",
    receiptHandle: ReceiptHandle ?? "",
    body: Body ?? "",
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
      MessageGroupId: Attributes?.MessageGroupId ?? "",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:us-east-1:0:${name}`,
    awsRegion: "us-east-1",
  };
}
