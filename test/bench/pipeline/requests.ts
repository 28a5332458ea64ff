import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDatabase } from "../../../infra/local/dynoxide.ts";
import { startBench } from "./bench.ts";
import { countRequests, type RequestCounter } from "./request-counter.ts";
import { plainChange, recordOf, Sender, tierChange } from "./sender.ts";

export interface RequestFigures {
  /** From the webhook to the event on the bus and the look for who is to be told. */
  readonly whereNothingFlips: number;
  readonly whereMembershipsFlip: number;
  /** By operation, of a change that flips. */
  readonly operations: Readonly<Record<string, number>>;
}

const changes = 10;

/** DynamoDB requests of one change that comes alone: nothing is shared in a batch. */
export async function measureRequests(): Promise<RequestFigures> {
  const folder = mkdtempSync(join(tmpdir(), "muster-bench-"));
  const database = await startDatabase(join(folder, "counted.sqlite"));
  const counter = await countRequests(database.endpoint);
  process.env["DYNAMODB_ENDPOINT"] = counter.endpoint;
  try {
    const bench = await startBench(join(folder, "data"));
    const sender = new Sender(bench.system.url, bench.source);
    const run = (change: (position: number) => string) =>
      countRun(counter, async (position) => {
        await sender.send([change(position)]);
        await bench.muster.idle();
      });
    const plain = await run((position) => plainChange(recordOf(position), position));
    const flips = await run((position) => tierChange(recordOf(position), "Gold"));
    await bench.system.stop();
    return {
      whereNothingFlips: sum(plain),
      whereMembershipsFlip: sum(flips),
      operations: Object.fromEntries(flips),
    };
  } finally {
    delete process.env["DYNAMODB_ENDPOINT"];
    await counter.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests per change, by operation. */
async function countRun(
  counter: RequestCounter,
  step: (position: number) => Promise<void>,
): Promise<Map<string, number>> {
  // What is read once and then kept in memory is not a change's.
  await step(changes);
  const before = counter.counts();
  for (let position = 0; position < changes; position += 1) await step(position);
  const counted = [...counter.counts()].map(([operation, count]): [string, number] => [
    operation,
    (count - (before.get(operation) ?? 0)) / changes,
  ]);
  return new Map(counted.filter(([, count]) => count > 0));
}

function sum(counts: ReadonlyMap<string, number>): number {
  const all = [...counts.values()].reduce((one, other) => one + other, 0);
  return Math.round(all * 10) / 10;
}
