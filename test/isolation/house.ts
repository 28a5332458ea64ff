import type { DynamoDBRecord } from "aws-lambda";
import type { ApiContext } from "../../shared/api/call.ts";
import type { ConnectionKind } from "../../shared/contracts/connection.ts";
import { servedBy } from "../../shared/contracts/destination.ts";
import { programPrefix } from "../../shared/contracts/program.ts";
import type { FlowContext } from "../../shared/flow/context.ts";
import { IndexReader } from "../../shared/flow/index-reader.ts";
import type { AddressedEvent } from "../../shared/messaging/bus.ts";
import type { Mail } from "../../shared/messaging/mailer.ts";
import type { MessageSink, QueueMessage } from "../../shared/messaging/queue.ts";
import { roomsOver, type Storage } from "../../shared/storage/storage.ts";
import { streamRecordOf } from "../simulation/cloud/stream.ts";
import { DocumentDatabase } from "../simulation/database/document-database.ts";
import { documentClientAsking } from "../simulation/database/model-client.ts";
import { Watch } from "./watch.ts";

const tables = { profiles: "profiles", views: "views", registry: "registry" };

export type Lane =
  | "changes"
  | "due"
  | "builds"
  | "related"
  | "imports"
  | "sources"
  | "sweeps"
  | "programs"
  | `push ${ConnectionKind}`;

interface Held {
  readonly lane: Lane;
  readonly body: unknown;
}

export type HouseContext = FlowContext &
  ApiContext & { readonly mailer: { send(mail: Mail): Promise<void> } };

/** What goes wrong on purpose. */
export interface Plant {
  readonly command?: (input: object) => void;
  readonly message?: (body: unknown) => unknown;
  readonly storage?: (storage: Storage) => Storage;
}

/** Muster's own code for two tenants in one process, as warm functions share one, watched. */
export class House {
  readonly watch = new Watch();
  readonly context: HouseContext;
  readonly messages: Held[] = [];
  readonly stream: DynamoDBRecord[] = [];
  now = Date.parse("2026-11-22T10:00:00Z");
  #written = 0;

  constructor(plant: Plant = {}) {
    const storage = roomsOver({ client: this.#client(plant), ...tables }, keys);
    const take = storage.budgets.take.bind(storage.budgets);
    // Counted as ever, and not waited for: the systems outside have no limits.
    storage.budgets.take = (...asked) => take(...asked).then(() => 0);
    const planted = plant.storage?.(storage) ?? storage;
    const sink = (lane: Lane): MessageSink => this.#sink(lane, plant);
    this.context = {
      storage: planted,
      index: new IndexReader(planted.index),
      clock: { now: () => this.now, until: async () => {} },
      // Nobody here waits for anybody.
      pace: { rate: 1_000, admit: async () => {} },
      log: this.#log(),
      queues: {
        changes: sink("changes"),
        due: sink("due"),
        builds: sink("builds"),
        related: sink("related"),
        imports: sink("imports"),
        sources: sink("sources"),
        sweeps: sink("sweeps"),
        programs: sink("programs"),
        pushes: (kind) => sink(`push ${kind}`),
      },
      bus: { put: async (events) => this.#route(events) },
      mailer: { send: async (mail) => this.watch.piece("a mail", mail) },
      publicUrl: () => "https://muster.test",
      consoleUrl: () => "https://console.test",
    };
  }

  #client(plant: Plant) {
    const database = new DocumentDatabase({
      tables: {
        profiles: [{ name: "due", hash: "dueShard", range: "dueAt" }],
        views: [
          { name: "since", hash: "sincePk", range: "sinceSk" },
          { name: "pending", hash: "pendingPk", range: "pendingSk" },
        ],
        registry: [],
      },
      itemsPerPage: 1_000,
      later: (work) => work(),
      onChange: ({ table, before, after }) => {
        this.watch.piece("an item that was", before);
        this.watch.piece("an item that is", after);
        if (table !== "profiles") return;
        this.#written += 1;
        this.stream.push(streamRecordOf(before, after, this.#written));
      },
    });
    return documentClientAsking(async (command) => {
      const asked = typeof command === "object" && command !== null && "input" in command;
      const input = asked ? command.input : undefined;
      if (typeof input === "object" && input !== null) plant.command?.(input);
      this.watch.request("a request to the database", input);
      const answer = database.answer(command);
      this.watch.request("an answer of the database", answer);
      return answer;
    });
  }

  #sink(lane: Lane, plant: Plant): MessageSink {
    return {
      send: async (messages: readonly QueueMessage[]) => {
        for (const message of messages) {
          const body = plant.message?.(message.body) ?? message.body;
          this.watch.piece(`a message for ${lane}`, [body, message.group]);
          // It waits until whoever gets it knows the index of when it was sent; here nothing waits.
          if (message.delaySeconds !== undefined) this.context.index.forget();
          this.messages.push({ lane, body: JSON.parse(JSON.stringify(body)) });
        }
      },
    };
  }

  #route(events: readonly AddressedEvent[]): void {
    for (const { detailType, detail, destinations = [] } of events) {
      const event = { "detail-type": detailType, detail };
      this.watch.piece("an event", event);
      const body: unknown = JSON.parse(JSON.stringify(event));
      if ("segmentId" in detail && detail.segmentId.startsWith(programPrefix))
        this.messages.push({ lane: "programs", body });
      const kinds = new Set(destinations.map((kind) => servedBy[kind]));
      for (const kind of kinds) this.messages.push({ lane: `push ${kind}`, body });
    }
  }

  #log(): FlowContext["log"] {
    const line = (message: string, ...more: unknown[]): void =>
      this.watch.request("a line of the log", [message, ...more]);
    return { info: line, warn: line, error: line };
  }
}

const keys = {
  newDataKey: async () => ({ plain: new Uint8Array(32), wrapped: new Uint8Array(1) }),
  openDataKey: async () => new Uint8Array(32),
};
