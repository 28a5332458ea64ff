import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { z } from "zod";
import type { WebhookRequest } from "../../../shared/connectors/connector.ts";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import { ImportsQueueMessage } from "../../../shared/contracts/import.ts";
import { PushMessage } from "../../../shared/contracts/push.ts";
import { ChangesQueueMessage, FanOutMessage } from "../../../shared/contracts/related.ts";
import { BuildMessage } from "../../../shared/contracts/segment.ts";
import { SweepMessage } from "../../../shared/contracts/sweep.ts";
import { type Accepted, acceptWebhook } from "../../../shared/flow/accept-webhook.ts";
import { applyChanges } from "../../../shared/flow/apply-changes.ts";
import { buildSegment } from "../../../shared/flow/build-segment.ts";
import { BulkPace } from "../../../shared/flow/bulk-pace.ts";
import type { FlowContext } from "../../../shared/flow/context.ts";
import { enqueueDue } from "../../../shared/flow/enqueue-due.ts";
import { giveUpBuild } from "../../../shared/flow/finish-build.ts";
import { IndexReader } from "../../../shared/flow/index-reader.ts";
import { publishStream } from "../../../shared/flow/publish-stream.ts";
import { pushMemberships } from "../../../shared/flow/push-memberships.ts";
import { giveUpReading, readSource } from "../../../shared/flow/read-source.ts";
import { DueMessage, reevaluateDueBatch } from "../../../shared/flow/reevaluate-due.ts";
import { refreshRelated } from "../../../shared/flow/refresh-related.ts";
import { sweepDestination } from "../../../shared/flow/sweep-destination.ts";
import { giveUpSweep } from "../../../shared/flow/sweep-failure.ts";
import { EventBus } from "../../../shared/messaging/bus.ts";
import { type Consumer, consume } from "../../../shared/messaging/consume.ts";
import { Queue } from "../../../shared/messaging/queue.ts";
import { Problem } from "../../../shared/runtime/errors.ts";
import { forEach } from "../../../shared/runtime/for-each.ts";
import type { Logger } from "../../../shared/runtime/logger.ts";
import type { KeyService } from "../../../shared/storage/sealing/key-service.ts";
import { roomsOver } from "../../../shared/storage/storage.ts";
import { type Change, DocumentDatabase } from "../database/document-database.ts";
import { calm } from "../faults.ts";
import { busClient, documentClient, queueClient } from "./clients.ts";
import { Lambda } from "./lambda.ts";
import { Machine } from "./machine.ts";
import { SimulatedQueue } from "./queue.ts";
import { SimulatedStream } from "./stream.ts";
import type { Surroundings } from "./surroundings.ts";

const queueNames = [
  "changes",
  "due",
  "builds",
  "related",
  "imports",
  "sources",
  "sweeps",
  "programs",
  "pushes",
  "parked",
] as const;
type QueueName = (typeof queueNames)[number];

const tables = { profiles: "profiles", views: "views", registry: "registry" };
const indexes = {
  profiles: [{ name: "due", hash: "dueShard", range: "dueAt" }],
  views: [
    { name: "since", hash: "sincePk", range: "sinceSk" },
    { name: "pending", hash: "pendingPk", range: "pendingSk" },
  ],
  registry: [],
};

/** The rule that brings events to the pushes to HubSpot. */
const pushedTo: readonly string[] = connectorOf("hubspot").targets.map(({ kind }) => kind);
const Addressed = z.object({
  detail: z.object({ destinations: z.array(z.string()).default([]) }),
});

/** Data keys wrapped by nothing: what is sealed with them is proved elsewhere. */
const keys: KeyService = {
  newDataKey: async () => ({ plain: new Uint8Array(32), wrapped: new Uint8Array(1) }),
  openDataKey: async () => new Uint8Array(32),
};

/**
 * Muster as it is deployed, over models of what it is deployed on: the functions are those of
 * `functions/`, wired to the queues, the stream and the bus as the stack wires them.
 */
export class SimulatedMuster {
  readonly database: DocumentDatabase;
  readonly stream: SimulatedStream;
  readonly queues: Readonly<Record<QueueName, SimulatedQueue>>;
  /** Events the bus took, as JSON. */
  readonly events: string[] = [];
  /** Why functions failed, and how often. */
  readonly complaints = new Map<string, number>();
  readonly #around: Surroundings;
  readonly #receive: Lambda<{ address: string; request: WebhookRequest }, Accepted>;
  readonly #sweepDue: Lambda<undefined, number>;

  constructor(around: Surroundings) {
    this.#around = around;
    const { time } = around;
    this.stream = new SimulatedStream(around, 2, this.#publisher());
    this.database = new DocumentDatabase({
      tables: indexes,
      itemsPerPage: 40,
      later: (work) => time.after(time.random.next() * 40, work),
      onChange: (change: Change) => {
        if (change.table === "profiles") this.stream.append(change);
      },
    });
    const queue = (): SimulatedQueue => new SimulatedQueue(around);
    this.queues = {
      changes: queue(),
      due: queue(),
      builds: queue(),
      related: queue(),
      imports: queue(),
      sources: queue(),
      sweeps: queue(),
      programs: queue(),
      pushes: queue(),
      parked: queue(),
    };
    this.#receive = new Lambda(around, 10, (machine) => {
      const context = this.context(machine);
      return ({ address, request }) => acceptWebhook(context, address, request);
    });
    this.#sweepDue = new Lambda(around, 55, (machine) => {
      const context = this.context(machine);
      return () => enqueueDue(context);
    });
    this.#consumeAll();
  }

  /** What the functions on one machine work with. */
  context(machine: Machine, around = this.#around): FlowContext {
    const { time } = around;
    const client = documentClient(around, machine, this.database);
    const storage = roomsOver({ client, ...tables }, keys);
    const queue = (name: QueueName): Queue => this.#queue(machine, name, around);
    const pushes = queue("pushes");
    const bus = busClient(around, machine, (event) => {
      this.events.push(event);
      const { detail } = Addressed.parse(JSON.parse(event));
      if (detail.destinations.some((kind) => pushedTo.includes(kind)))
        this.queues.pushes.send({ body: event, group: undefined, delaySeconds: 0 });
    });
    const clock: FlowContext["clock"] = {
      now: () => Math.floor(time.now + machine.skewMs),
      until: (instant) => time.pause(instant - time.now - machine.skewMs),
    };
    return {
      storage,
      index: new IndexReader(storage.index),
      clock,
      pace: new BulkPace({ storage, clock }),
      log: this.#log(),
      queues: {
        changes: queue("changes"),
        due: queue("due"),
        builds: queue("builds"),
        related: queue("related"),
        imports: queue("imports"),
        sources: queue("sources"),
        sweeps: queue("sweeps"),
        programs: queue("programs"),
        pushes: () => pushes,
      },
      bus: new EventBus(bus, () => "bus"),
    };
  }

  /** A context whose requests never fail: of an admin, or of whoever checks. */
  reliableContext(): FlowContext {
    const around = { time: this.#around.time, faults: () => calm };
    return this.context(new Machine(around.time, around.faults), around);
  }

  /** The status a sender of webhooks sees. */
  async receive(address: string, request: WebhookRequest): Promise<number> {
    try {
      return (await this.#receive.invoke({ address, request })).status;
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      return cause instanceof Problem ? cause.status : 500;
    }
  }

  async sweepDue(): Promise<void> {
    await this.#sweepDue.invoke(undefined).catch(() => undefined);
  }

  /** What is still to be worked on, by name. */
  get backlog(): string[] {
    const busy = queueNames.flatMap((name) => {
      // What is due later is no backlog.
      const waiting = name === "due" ? this.queues.due.overdue : this.queues[name].length;
      return name === "parked" || waiting === 0 ? [] : [`${waiting} in ${name}`];
    });
    return this.stream.isEmpty ? busy : [...busy, "the stream"];
  }

  #queue(machine: Machine, name: QueueName, around = this.#around): Queue {
    const client = queueClient(around, machine, (url) => {
      const known = queueNames.find((each) => each === url);
      if (known === undefined) throw new Error(`There is no queue ${url}`);
      return this.queues[known];
    });
    return new Queue(client, () => name);
  }

  #log(): Logger {
    return {
      info: () => {},
      warn: () => {},
      error: (message, error) => {
        const reason = `${message}: ${error instanceof Error ? error.message : "unknown"}`;
        this.complaints.set(reason, (this.complaints.get(reason) ?? 0) + 1);
      },
    };
  }

  #publisher() {
    type Batch = { shardId: string; records: DynamoDBRecord[] };
    const lambda = new Lambda<Batch, DynamoDBBatchResponse>(this.#around, 60, (machine) => {
      const context = this.context(machine);
      return ({ shardId, records }) => publishStream(context, shardId, records);
    });
    return (shardId: string, records: DynamoDBRecord[]) => lambda.invoke({ shardId, records });
  }

  #consumeAll(): void {
    const { changes, due, builds, related, imports, sweeps, pushes } = this.queues;
    this.#consume(
      changes,
      ChangesQueueMessage,
      { timeout: 20, batch: 10, concurrency: 4 },
      (context) => ({
        handle: async (messages) => (await applyChanges(context, messages)).failures,
      }),
    );
    this.#consume(due, DueMessage, { timeout: 20, batch: 10, concurrency: 3 }, (context) => ({
      handle: async (messages) => (await reevaluateDueBatch(context, messages)).failures,
    }));
    this.#consume(builds, BuildMessage, { timeout: 60, batch: 1, concurrency: 5 }, (context) => ({
      handle: (messages) => forEach(messages, (message) => buildSegment(context, message)),
      onParked: (message, reason) => giveUpBuild(context, message, reason),
    }));
    this.#consume(related, FanOutMessage, { timeout: 60, batch: 1, concurrency: 5 }, (context) => ({
      handle: (messages) => forEach(messages, (message) => refreshRelated(context, message)),
    }));
    this.#consume(
      imports,
      ImportsQueueMessage,
      { timeout: 60, batch: 1, concurrency: 5 },
      (context) => ({
        handle: (messages) => forEach(messages, (message) => readSource(context, message)),
        onParked: (message, reason) => giveUpReading(context, message, reason),
      }),
    );
    this.#consume(sweeps, SweepMessage, { timeout: 60, batch: 1, concurrency: 5 }, (context) => ({
      handle: (messages) => forEach(messages, (message) => sweepDestination(context, message)),
      onParked: (message, reason) => giveUpSweep(context, message, reason),
    }));
    this.#consume(pushes, PushMessage, { timeout: 60, batch: 10, concurrency: 3 }, (context) => ({
      handle: (messages) => pushMemberships(context, "hubspot", messages),
    }));
  }

  #consume<Schema extends z.ZodType>(
    queue: SimulatedQueue,
    schema: Schema,
    { timeout, batch, concurrency }: { timeout: number; batch: number; concurrency: number },
    consumerOf: (context: FlowContext) => Pick<Consumer<Schema>, "handle" | "onParked">,
  ): void {
    const lambda = new Lambda<SQSEvent, SQSBatchResponse>(this.#around, timeout, (machine) => {
      const context = this.context(machine);
      const deadLetters = this.#queue(machine, "parked");
      const consumer = { ...consumerOf(context), schema, deadLetters, log: context.log };
      return (event) => consume(event, consumer);
    });
    queue.deliverTo({
      batchSize: batch,
      concurrency,
      visibilitySeconds: 6 * timeout,
      invoke: (event) => lambda.invoke(event),
    });
  }
}
