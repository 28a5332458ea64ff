import { join } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { LocalClock } from "./clock.ts";
import { Dues, dueIndexName } from "./dues.ts";
import type { LocalFunctions } from "./functions.ts";
import type { Workplaces } from "./idle.ts";
import type { LocalCloud } from "./local-cloud.ts";
import type { RunnerState } from "./runner-state.ts";
import { Schedules } from "./schedules.ts";
import type { Shutdown } from "./shutdown.ts";
import { SqsPoller } from "./sqs-poller.ts";
import { StreamPoller } from "./stream-poller.ts";
import type { SystemModel } from "./system-model.ts";
import { streamArnOf } from "./tables.ts";
import { Travel } from "./travel.ts";

export interface Clients {
  readonly items: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
}

/** What the flow runs on. */
export interface Parts {
  readonly dataFolder: string;
  readonly onError: (error: unknown) => void;
  readonly shutdown: Shutdown;
  readonly state: RunnerState;
  readonly clock: LocalClock;
  readonly cloud: LocalCloud;
  readonly model: SystemModel;
  readonly functions: LocalFunctions;
  readonly clients: Clients;
}

export interface Flow {
  readonly places: Workplaces;
  readonly travel: Travel;
}

/** Starts everything that moves changes on, and the clock's means to wait for it. */
export async function startFlow(parts: Parts): Promise<Flow> {
  const { clock, cloud, model, functions, onError } = parts;
  const { queues } = cloud;
  const dues = new Dues();
  const dueTable = model.tables.find((table) =>
    table.indexes.some(({ name }) => name === dueIndexName),
  );
  if (dueTable) await dues.load(parts.clients.items, dueTable);
  const streamPollers = await openStreams(parts, dues, dueTable?.name);
  const queuePollers = model.queueMappings.map(
    (mapping) => new SqsPoller(mapping, queues, functions, onError),
  );
  const schedules: Schedules = new Schedules(model.schedules, {
    clock,
    functions,
    onError,
    onFired: (instant) => dues.markSwept(instant + schedules.periodMs),
  });
  parts.shutdown.add(() => stopFlow(functions, schedules, queuePollers, streamPollers));
  for (const poller of streamPollers) poller.start();
  await schedules.start();
  for (const poller of queuePollers) poller.poll();
  const deadLetterQueues = new Set(model.queues.flatMap((queue) => queue.deadLetterQueue ?? []));
  const places = {
    clock,
    functions,
    queues,
    deadLetterQueues,
    queuePollers,
    streamPollers,
    dues,
  };
  return { places, travel: new Travel(places, schedules) };
}

async function stopFlow(
  functions: LocalFunctions,
  schedules: Schedules,
  queuePollers: readonly SqsPoller[],
  streamPollers: readonly StreamPoller[],
): Promise<void> {
  schedules.stop();
  for (const poller of queuePollers) poller.stop();
  const stopping = streamPollers.map((poller) => poller.stop());
  // What is in flight is not waited for: it is not confirmed, so it comes again.
  await Promise.all([...stopping, functions.stop()]);
}

function openStreams(parts: Parts, dues: Dues, dueTable: string | undefined) {
  const { clients, functions, model, dataFolder, state, onError } = parts;
  return Promise.all(
    model.streamMappings.map(async (mapping) => {
      const { tableName, startsAt } = mapping;
      const streamArn = await streamArnOf(clients.items, tableName);
      const source = { client: clients.streams, streamArn, tableName, startsAt };
      return new StreamPoller(mapping, source, {
        functions,
        state,
        bucketsFolder: join(dataFolder, "buckets"),
        onRecord: (record) => {
          if (tableName === dueTable) dues.observe(record);
        },
        onError,
      });
    }),
  );
}
