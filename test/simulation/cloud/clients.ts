import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import type { DocumentDatabase } from "../database/document-database.ts";
import { asking, documentClientAsking } from "../database/model-client.ts";
import { deadlineOf } from "../virtual-globals.ts";
import type { Machine } from "./machine.ts";
import type { SimulatedQueue } from "./queue.ts";
import type { Surroundings } from "./surroundings.ts";

const settings = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "" } };
const queues = new SQSClient(settings);
const bus = new EventBridgeClient(settings);

/** The document client of one machine: the real class, whose `send` asks the model. */
export function documentClient(
  around: Surroundings,
  machine: Machine,
  database: DocumentDatabase,
): DynamoDBDocumentClient {
  const send = (command: unknown, options?: { abortSignal?: AbortSignal }): Promise<object> =>
    machine.request(() => answered(around, database, command), deadlineOf(options?.abortSignal));
  return documentClientAsking(send);
}

function answered(around: Surroundings, database: DocumentDatabase, command: unknown): object {
  const { random } = around.time;
  const faults = around.faults();
  if (random.chance(faults.throttle)) throw awsError("ThrottlingException");
  if (random.chance(faults.partial)) {
    if (command instanceof BatchGetCommand) return partOfRead(around, database, command);
    if (command instanceof BatchWriteCommand) return partOfWrite(around, database, command);
  }
  const isRead = command instanceof GetCommand || command instanceof QueryCommand;
  const answer = database.answer(command);
  if (!isRead && !(command instanceof BatchGetCommand) && random.chance(faults.lostAnswer))
    throw awsError("TimeoutError");
  return answer;
}

function partOfRead(
  { time }: Surroundings,
  database: DocumentDatabase,
  { input }: BatchGetCommand,
): object {
  const asked: NonNullable<BatchGetCommand["input"]["RequestItems"]> = {};
  const left: NonNullable<BatchGetCommand["input"]["RequestItems"]> = {};
  for (const [table, { Keys = [], ...rest }] of Object.entries(input.RequestItems ?? {})) {
    const taken = time.random.below(Keys.length + 1);
    asked[table] = { ...rest, Keys: Keys.slice(0, taken) };
    if (taken < Keys.length) left[table] = { ...rest, Keys: Keys.slice(taken) };
  }
  const answer = database.answer(new BatchGetCommand({ RequestItems: asked }));
  return { ...answer, UnprocessedKeys: left };
}

function partOfWrite(
  { time }: Surroundings,
  database: DocumentDatabase,
  { input }: BatchWriteCommand,
): object {
  const asked: NonNullable<BatchWriteCommand["input"]["RequestItems"]> = {};
  const left: NonNullable<BatchWriteCommand["input"]["RequestItems"]> = {};
  for (const [table, requests] of Object.entries(input.RequestItems ?? {})) {
    const taken = time.random.below(requests.length + 1);
    asked[table] = requests.slice(0, taken);
    if (taken < requests.length) left[table] = requests.slice(taken);
  }
  database.answer(new BatchWriteCommand({ RequestItems: asked }));
  return { UnprocessedItems: left };
}

/** As the SDK throws: an answer of the service that passes. */
function awsError(name: string): Error {
  return Object.assign(new Error(name), { name, $metadata: {} });
}

/** Sends to the queues by their names, which stand for their addresses. */
export function queueClient(
  around: Surroundings,
  machine: Machine,
  queueAt: (address: string) => SimulatedQueue,
): SQSClient {
  const send = (command: unknown): Promise<object> =>
    machine.request(() => {
      if (!(command instanceof SendMessageBatchCommand))
        throw new Error("The model of queues does not know this command");
      const { QueueUrl = "", Entries = [] } = command.input;
      const Failed = Entries.filter((entry) => {
        const isRefused = around.time.random.chance(around.faults().partial);
        if (!isRefused)
          queueAt(QueueUrl).send({
            body: entry.MessageBody ?? "",
            group: entry.MessageGroupId,
            delaySeconds: entry.DelaySeconds ?? 0,
          });
        return isRefused;
      }).map(({ Id }) => ({ Id }));
      return { Failed };
    });
  return asking(queues, send);
}

/** Puts on the bus; `route` brings an event to those whose rules it fits. */
export function busClient(
  around: Surroundings,
  machine: Machine,
  route: (event: string) => void,
): EventBridgeClient {
  const send = (command: unknown): Promise<object> =>
    machine.request(() => {
      if (!(command instanceof PutEventsCommand))
        throw new Error("The model of the bus does not know this command");
      const entries = (command.input.Entries ?? []).map((entry) => {
        if (around.time.random.chance(around.faults().partial)) return { ErrorCode: "Throttled" };
        const { Source, DetailType, Detail = "{}" } = entry;
        const detail: unknown = JSON.parse(Detail);
        route(JSON.stringify({ source: Source, "detail-type": DetailType, detail }));
        return {};
      });
      return { Entries: entries };
    });
  return asking(bus, send);
}
