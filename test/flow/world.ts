import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord } from "aws-lambda";
import { streamRecord } from "../../infra/local/stream-event.ts";
import { ChangesMessage } from "../../shared/contracts/change.ts";
import { ChangesQueueMessage, FanOutMessage } from "../../shared/contracts/related.ts";
import { BuildMessage, type Segment } from "../../shared/contracts/segment.ts";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { buildSegment } from "../../shared/flow/build-segment.ts";
import type { FlowContext } from "../../shared/flow/context.ts";
import { createSegment, type NewSegment } from "../../shared/flow/define-segment.ts";
import { enqueueDue } from "../../shared/flow/enqueue-due.ts";
import { IndexReader } from "../../shared/flow/index-reader.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { DueMessage, reevaluateDue } from "../../shared/flow/reevaluate-due.ts";
import { refreshRelated } from "../../shared/flow/refresh-related.ts";
import type { BusEvent } from "../../shared/messaging/bus.ts";
import type { QueueMessage } from "../../shared/messaging/queue.ts";
import { openStorage, type Storage } from "../../shared/storage/storage.ts";
import { startTestDatabase, type TablesAt, type TestDatabase } from "../test-database.ts";

/** A queue that keeps its messages until the world hands them on. */
class Held {
  readonly messages: QueueMessage[] = [];
  async send(messages: readonly QueueMessage[]): Promise<void> {
    this.messages.push(...messages);
  }
  take(): unknown[] {
    return this.messages.splice(0).map((message) => message.body);
  }
}

/**
 * The flow over a real database and its stream; queues, bus and clock are held in the hand.
 * One database may carry many worlds: each has a workspace of its own.
 */
export class World {
  readonly workspaceId: string;
  readonly storage: Storage;
  readonly context: FlowContext;
  readonly events: BusEvent[] = [];
  readonly #database: TestDatabase;
  readonly #tables: TablesAt;
  readonly #due = new Held();
  /** Profiles on their way to look around again. */
  readonly changes = new Held();
  /** Messages on their way to builds, and to every connector. */
  readonly builds = new Held();
  /** Messages on their way to the lane of companies that very many are associated with. */
  readonly related = new Held();
  readonly pushes = new Held();
  /** Imports on their way to their next turn. */
  readonly imports = new Held();
  /** Connected systems on their way to be looked after. */
  readonly sources = new Held();
  /** Sweeps of destinations on their way to their next turn. */
  readonly sweeps = new Held();
  /** News that programs pass on. */
  readonly programs = new Held();
  /** Every stream has shards of its own. */
  readonly #shard: string;
  #position: string | undefined;
  now = Date.parse("2026-11-22T10:00:00Z");

  constructor(
    database: TestDatabase,
    workspaceId: string,
    tables: TablesAt = database,
    storage = openStorage(tables.names),
  ) {
    this.workspaceId = workspaceId;
    this.#database = database;
    this.#tables = tables;
    this.#shard = `shard of ${tables.names.profiles}`;
    this.storage = storage;
    this.context = {
      storage: this.storage,
      index: new IndexReader(this.storage.index),
      clock: { now: () => this.now, until: async () => {} },
      // Nobody here waits for anybody.
      pace: { rate: 1_000, admit: async () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      queues: {
        changes: this.changes,
        due: this.#due,
        builds: this.builds,
        related: this.related,
        imports: this.imports,
        sweeps: this.sweeps,
        sources: this.sources,
        programs: this.programs,
        pushes: () => this.pushes,
      },
      bus: { put: async (events) => void this.events.push(...events) },
    };
  }

  static async start(): Promise<{ database: TestDatabase; world: (name: string) => World }> {
    const database = await startTestDatabase();
    return { database, world: (name) => new World(database, name) };
  }

  /** Applies messages as one batch; fails if any of them failed. */
  async apply(...messages: readonly Omit<ChangesMessage, "workspaceId">[]) {
    const applied = await applyChanges(
      this.context,
      messages.map((message) =>
        ChangesMessage.parse({ ...message, workspaceId: this.workspaceId }),
      ),
    );
    for (const error of applied.failures.values()) throw error;
    return applied;
  }

  /** Creates a segment and builds it until it is live. */
  async segment(
    wanted: Omit<NewSegment, "workspaceId" | "owner" | "object"> &
      Partial<Pick<NewSegment, "object">>,
  ): Promise<Segment> {
    const created = await createSegment(this.context, {
      workspaceId: this.workspaceId,
      object: "contact",
      owner: "ann@acme.test",
      ...wanted,
    });
    await this.settle();
    const live = await this.storage.segments.get(this.workspaceId, created.id);
    if (live?.state !== "live") throw new Error(`${created.name} is ${live?.state}`);
    return live;
  }

  /** Works until nothing is left to do at this instant. */
  async settle(): Promise<void> {
    for (let worked = true; worked; ) {
      worked = await this.publish();
      if (await this.refresh()) worked = true;
      if (await this.build(Number.POSITIVE_INFINITY)) worked = true;
    }
    this.context.index.forget();
  }

  /** Publishes what was written; builds stay where they are. */
  async settleStream(): Promise<void> {
    while (await this.publish()) this.context.index.forget();
  }

  /** Builds some partitions of the segments that wait for it; false if none did. */
  async build(most: number): Promise<boolean> {
    const messages = this.builds.messages.splice(0, most);
    for (const { body } of messages) {
      // A new reader: builds begin after every cached root has run out.
      const index = new IndexReader(this.storage.index);
      await buildSegment({ ...this.context, index }, BuildMessage.parse(body));
    }
    return messages.length > 0;
  }

  /** Lets profiles that were told so look around again; false if there were none. */
  async refresh(): Promise<boolean> {
    const messages = this.changes.take().map((body) => ChangesQueueMessage.parse(body));
    const pages = this.related.take().map((body) => FanOutMessage.parse(body));
    if (messages.length > 0) {
      const { failures } = await applyChanges(this.context, messages);
      for (const error of failures.values()) throw error;
    }
    for (const page of pages) await refreshRelated(this.context, page);
    return messages.length + pages.length > 0;
  }

  /** Lets time pass instant by instant, as the sweep and the delayed messages would. */
  async travel(to: number): Promise<void> {
    for (;;) {
      const { due } = await this.storage.profiles.dueUpTo(to);
      const next = due.map(({ dueAt }) => dueAt);
      if (next.length === 0) break;
      this.now = Math.max(this.now, Math.min(...next));
      await enqueueDue(this.context);
      for (const message of this.#due.take()) {
        const due = DueMessage.parse(message);
        if (due.dueAt <= this.now) await reevaluateDue(this.context, due);
      }
      await this.settle();
    }
    this.now = to;
  }

  /** Hands new records of the stream to the publisher; false if there were none. */
  async publish(): Promise<boolean> {
    const own = await this.take();
    if (own.length > 0) {
      const { batchItemFailures } = await publishStream(this.context, this.#shard, own);
      if (batchItemFailures.length > 0) throw new Error("publishing failed");
    }
    return own.length > 0;
  }

  /** New records of the stream, for a test that publishes them itself. */
  async take(): Promise<DynamoDBRecord[]> {
    // Whole pages may be of other worlds.
    for (;;) {
      const records = await this.#newRecords();
      const own = records.filter((record) => isOf(record, this.workspaceId));
      if (own.length > 0 || records.length === 0) return own;
    }
  }

  async members(segment: Pick<Segment, "id">): Promise<string[]> {
    const rows = await this.storage.members.bySince(this.workspaceId, segment.id, 1_000, undefined);
    return rows.map(({ row }) => row.profileId).sort();
  }

  async size(segment: Pick<Segment, "id">): Promise<number> {
    const counts = await this.storage.tallies.counts(this.workspaceId, `segment#${segment.id}`);
    return counts["size"] ?? 0;
  }

  async transitions(segment: Pick<Segment, "id">) {
    return this.storage.transitions.after(this.workspaceId, segment.id, 0, 1_000);
  }

  async #newRecords(): Promise<DynamoDBRecord[]> {
    const { streams } = this.#database;
    const { names, profilesStream } = this.#tables;
    const described = await streams.send(new DescribeStreamCommand({ StreamArn: profilesStream }));
    const shard = described.StreamDescription?.Shards?.[0]?.ShardId;
    const start = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: profilesStream,
        ShardId: shard,
        ...(this.#position === undefined
          ? { ShardIteratorType: "TRIM_HORIZON" }
          : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: this.#position }),
      }),
    );
    const answer = await streams.send(
      new GetRecordsCommand({ ShardIterator: start.ShardIterator }),
    );
    const records = (answer.Records ?? []).map((record) => streamRecord(names.profiles, record));
    this.#position = records.at(-1)?.sequenceNumber ?? this.#position;
    return records.map((record) => record.json);
  }
}

function isOf(record: DynamoDBRecord, workspaceId: string): boolean {
  return record.dynamodb?.Keys?.["pk"]?.S?.startsWith(`${workspaceId}#`) ?? false;
}
