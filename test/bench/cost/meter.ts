import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { chunkBytes } from "./prices.ts";
import { nothing, plus, type Usage } from "./usage.ts";

const Consumed = z.object({ CapacityUnits: z.number() });
const Capacity = z.object({
  ConsumedCapacity: z
    .union([Consumed, z.array(Consumed)])
    .default([])
    .transform((consumed) => [consumed].flat()),
});
const Texts = z.object({
  Entries: z
    .array(z.object({ MessageBody: z.string().default(""), Detail: z.string().default("") }))
    .default([]),
});
const Received = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });

const reading = /^(BatchGet|Get|Query)/;
const refusals: ReadonlySet<string> = new Set([
  "ConditionalCheckFailedException",
  "TransactionCanceledException",
]);

/** Counts, as middleware of the SDK's clients, what each request costs by its own answer. */
export class Meter {
  #usage: Usage = nothing;
  /** Database units by what was asked for: `profiles write`, `views read history`. */
  #units = new Map<string, number>();
  /** Conditional writes that lost; DynamoDB does not tell their units, one each is counted. */
  refused = 0;

  add(usage: Partial<Usage>): void {
    this.#usage = plus(this.#usage, { ...nothing, ...usage });
  }

  /** What was counted since this was asked last. */
  take(): { usage: Usage; units: ReadonlyMap<string, number> } {
    const taken = { usage: this.#usage, units: this.#units };
    this.#usage = nothing;
    this.#units = new Map();
    return taken;
  }

  database(client: DynamoDBDocumentClient): void {
    client.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" as const };
          const isRead = reading.test(commandName);
          const what = `${tableIn(input)} ${isRead ? "read" : "write"}`;
          try {
            const answer = await next({ ...args, input });
            this.#count(what, isRead, unitsIn(answer.output));
            return answer;
          } catch (error) {
            if (!(error instanceof Error && refusals.has(error.name))) throw error;
            this.refused += 1;
            this.#count(what, isRead, 1);
            throw error;
          }
        },
      { step: "initialize", name: "meter" },
    );
  }

  #count(what: string, isRead: boolean, units: number): void {
    this.#units.set(what, (this.#units.get(what) ?? 0) + units);
    this.add(isRead ? { readUnits: units } : { writeUnits: units });
  }

  queues(client: SQSClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const sent = Texts.parse(args.input).Entries.map(({ MessageBody }) => MessageBody);
        const received = Received.parse(answer.output).Messages.map(({ Body }) => Body);
        this.add({ queueRequests: chunksOf([...sent, ...received].join("")) });
        return answer;
      },
      { step: "initialize", name: "meter" },
    );
  }

  bus(client: EventBridgeClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const details = Texts.parse(args.input).Entries.map(({ Detail }) => Detail);
        this.add({ busEvents: details.reduce((sum, detail) => sum + chunksOf(detail), 0) });
        return next(args);
      },
      { step: "initialize", name: "meter" },
    );
  }
}

function unitsIn(output: unknown): number {
  return Capacity.parse(output).ConsumedCapacity.reduce((sum, each) => sum + each.CapacityUnits, 0);
}

export function chunksOf(text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / chunkBytes));
}

/** The table, and what the key says is stored: the second part of its `pk`. */
function tableIn(input: object): string {
  const text = JSON.stringify(input, (_, value: unknown) =>
    value instanceof Uint8Array || value instanceof Set ? "" : value,
  );
  const table = /"(profiles|views|registry)"/.exec(text)?.[1] ?? "";
  const entity = /":?pk":(?:\{"S":)?"[^"#]*#([a-z]+)/.exec(text)?.[1] ?? "";
  return table === "profiles" && entity === "contact" ? "profile" : `${table} ${entity}`;
}
