import type { DynamoDBRecord, SQSEvent } from "aws-lambda";
import type { z } from "zod";
import { signedHeaders } from "../../../shared/connectors/webhook/signature.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { PushMessage } from "../../../shared/contracts/push.ts";
import { ChangesQueueMessage } from "../../../shared/contracts/related.ts";
import { BuildMessage } from "../../../shared/contracts/segment.ts";
import { acceptWebhook } from "../../../shared/flow/accept-webhook.ts";
import { applyChanges } from "../../../shared/flow/apply-changes.ts";
import { buildSegment } from "../../../shared/flow/build-segment.ts";
import type { FlowContext } from "../../../shared/flow/context.ts";
import { IndexReader } from "../../../shared/flow/index-reader.ts";
import { publishStream } from "../../../shared/flow/publish-stream.ts";
import { pushMemberships } from "../../../shared/flow/push-memberships.ts";
import { consume } from "../../../shared/messaging/consume.ts";
import { World } from "../../flow/world.ts";
import type { MemoryOf } from "./function-memory.ts";
import type { Meter } from "./meter.ts";
import type { MeteredCloud } from "./metered-cloud.ts";

/** As the stream's mapping has it. */
const recordsPerBatch = 100;

/** One event of a source's webhook. */
export interface Told {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** When it happened, as the source says. */
  readonly timestamp: string;
}

/** A workspace whose changes go their whole way through the functions' own logic, metered. */
export class MeteredFlow {
  readonly here: World;
  /** Of the stream of profiles: a small table has one, a large or busy one has many. */
  shards = 1;
  readonly #cloud: MeteredCloud;
  readonly #meter: Meter;
  readonly #memoryOf: MemoryOf;
  readonly #context: FlowContext;
  #webhooks = 0;
  #passedMs = 0;

  constructor(cloud: MeteredCloud, meter: Meter, memoryOf: MemoryOf, workspaceId: string) {
    this.#cloud = cloud;
    this.#meter = meter;
    this.#memoryOf = memoryOf;
    this.here = new World(cloud.database, workspaceId, cloud.database, cloud.storage);
    this.here.now = Date.now();
    const log = (message: string, fields: object = {}): void =>
      meter.add({
        logBytes: JSON.stringify({ message, ...fields, timestamp: "", level: "" }).length,
      });
    this.#context = {
      ...this.here.context,
      index: new IndexReader(cloud.storage.index),
      clock: { now: () => this.now, until: async () => {} },
      log: { info: log, warn: log, error: (message, error) => log(`${message} ${String(error)}`) },
      queues: {
        ...this.here.context.queues,
        changes: cloud.queue("changes"),
        due: cloud.queue("due"),
        pushes: () => cloud.queue("pushes"),
      },
      bus: cloud.bus,
    };
  }

  get now(): number {
    return Date.now() + this.#passedMs;
  }

  /** So long nothing happens. */
  pass(ms: number): void {
    this.#passedMs += ms;
  }

  /** A webhook → the queue of changes. */
  async receive({ id, secrets }: Connection, events: readonly Told[]): Promise<void> {
    const body = JSON.stringify(
      events.map(({ timestamp, ...event }) => {
        const data = { object: "contact", ...event };
        return { type: "profile.changed", timestamp, data };
      }),
    );
    this.#webhooks += 1;
    const headers = signedHeaders(secrets[0] ?? "", `cost-${this.#webhooks}`, body);
    this.#meter.add({ httpRequests: 1 });
    await this.#invoke("ReceiveWebhook", () =>
      acceptWebhook(this.#context, id, {
        method: "POST",
        url: "https://muster.test",
        headers,
        body: Buffer.from(body),
      }),
    );
  }

  /** The queue of changes → profiles → stream → views, events → pushes, until nothing is left. */
  async settle(): Promise<void> {
    while (this.#cloud.visible("changes") > 0)
      await this.#work("changes", "ApplyChanges", ChangesQueueMessage, async (messages) => {
        const { failures, ...applied } = await applyChanges(this.#context, messages);
        this.#context.log.info("changes applied", { ...applied, ms: 0 });
        return failures;
      });
    for (let records = await this.here.take(); records.length > 0; records = await this.here.take())
      for (const [shard, own] of Map.groupBy(records, (record) => this.#shardOf(record)))
        for (let from = 0; from < own.length; from += recordsPerBatch)
          await this.#publish(shard, own.slice(from, from + recordsPerBatch));
    // The bus sends by itself, and each message it sends is a request of the queue.
    this.#meter.add({ queueRequests: this.#cloud.visible("pushes") });
    while (this.#cloud.visible("pushes") > 0)
      await this.#work("pushes", "PushMembershipsHubspot", PushMessage, (messages) =>
        pushMemberships(this.#context, "hubspot", messages),
      );
  }

  /** Every message of a build, each an invocation; what it wrote waits in the stream. */
  async build(): Promise<void> {
    const queue = this.#cloud.queue("builds");
    for (;;) {
      const waiting = this.here.builds.messages.splice(0);
      // Their wait for the caches of the index is left out.
      await queue.send(waiting.map(({ body, group }) => ({ body, group })));
      if (this.#cloud.visible("builds") === 0) return;
      await this.#cloud.deliver("builds", 1, async ({ Records: [record] }) => {
        const message = BuildMessage.parse(JSON.parse(record?.body ?? ""));
        const index = new IndexReader(this.here.storage.index);
        await this.#invoke("BuildSegment", () =>
          buildSegment({ ...this.#context, index }, message),
        );
      });
    }
  }

  async #publish(shard: string, records: readonly DynamoDBRecord[]): Promise<void> {
    const { batchItemFailures } = await this.#invoke("PublishMemberships", () =>
      publishStream(this.#context, shard, records),
    );
    if (batchItemFailures.length > 0) throw new Error("publishing failed");
  }

  /** By the profile, as DynamoDB divides them. */
  #shardOf({ dynamodb }: DynamoDBRecord): string {
    const digits = Number.parseInt(dynamodb?.Keys?.["sk"]?.S?.slice(-4) ?? "0", 16);
    return `shardId-00000001760000000000-${String(digits % this.shards).padStart(8, "0")}`;
  }

  async #work<Schema extends z.ZodType>(
    queue: "changes" | "pushes",
    functionName: string,
    schema: Schema,
    handle: (messages: readonly z.output<Schema>[]) => Promise<ReadonlyMap<number, unknown>>,
  ): Promise<void> {
    const { log } = this.#context;
    const deadLetters = { send: async () => {} };
    const consumer = { schema, handle, log, deadLetters };
    await this.#cloud.deliver(queue, 10, async (event: SQSEvent) => {
      const answer = await this.#invoke(functionName, () => consume(event, consumer));
      if (answer.batchItemFailures.length > 0) throw new Error(`${functionName} failed`);
    });
  }

  async #invoke<Answer>(functionName: string, work: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    const answer = await work();
    const seconds = Math.ceil(performance.now() - startedAt) / 1_000;
    this.#meter.add({ invocations: 1, gigabyteSeconds: seconds * this.#memoryOf(functionName) });
    return answer;
  }
}
