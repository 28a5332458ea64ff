/** Entry of the worker thread that runs one function's handler. */
import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { Clock } from "../../shared/runtime/clock.ts";
import { guardRequests } from "./access/guarded-requests.ts";
import {
  type Failure,
  type FromWorker,
  type InvocationContext,
  isWorkerStart,
  type ToWorker,
} from "./worker-messages.ts";

type Handler = (event: unknown, context: object) => unknown;

const start: unknown = workerData;
if (!isWorkerStart(start)) throw new Error("This thread was started without a function to run.");
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
const invocation = new AsyncLocalStorage<number>();

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined };
  return { name: error.name, message: error.message, stack: error.stack };
};

const sleepers = new Map<number, () => void>();
let lastSleeper = 0;

/** Waiting is the main thread's business, which knows when time is moved. */
const sharedClock = (buffer: SharedArrayBuffer): Clock => {
  const offset = new BigInt64Array(buffer);
  return {
    now: () => Date.now() + Number(Atomics.load(offset, 0)),
    until: (instant) =>
      new Promise((resolve) => {
        lastSleeper += 1;
        sleepers.set(lastSleeper, resolve);
        const sleeper = lastSleeper;
        tell({ kind: "sleeping", sleeper, invocation: invocation.getStore(), instant });
      }),
  };
};

const isHandler = (value: unknown): value is Handler => typeof value === "function";

const exportOf = (module: unknown, name: string): unknown =>
  typeof module === "object" && module !== null ? Reflect.get(module, name) : undefined;

/** As Lambda finds it: `index.handler` is the export `handler` of `index.mjs`, `.js` or `.cjs`. */
const loadHandler = async (): Promise<Handler> => {
  const [file = "", name = ""] = start.handler.split(".");
  const path = [".mjs", ".js", ".cjs"]
    .map((ending) => join(start.codeFolder, file + ending))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${start.codeFolder} holds no ${file}.mjs`);
  const handler = exportOf(await import(pathToFileURL(path).href), name);
  if (!isHandler(handler)) throw new Error(`${path} exports no function "${name}"`);
  return handler;
};

const contextOf = (context: InvocationContext): object => ({
  awsRequestId: context.requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: context.functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:${process.env["AWS_REGION"]}:000000000000:function:${context.functionName}`,
  logGroupName: `/aws/lambda/${context.functionName}`,
  logStreamName: "local",
  memoryLimitInMB: String(context.memoryMb),
  getRemainingTimeInMillis: () => Math.max(0, context.deadline - Date.now()),
});

const invoke = async (handler: Handler, id: number, event: unknown, context: object) => {
  try {
    const result = await invocation.run(id, async () => handler(event, context));
    tell({ kind: "answered", id, json: JSON.stringify(result) });
  } catch (error) {
    tell({ kind: "failed", id, failure: failureOf(error) });
  }
};

globalThis.musterClock = sharedClock(start.clock);
guardRequests(start.grants, ({ action, resource }) => tell({ kind: "denied", action, resource }));
try {
  const handler = await loadHandler();
  parentPort?.on("message", (message: ToWorker) => {
    switch (message.kind) {
      case "invoke":
        void invoke(handler, message.id, message.event, contextOf(message.context));
        break;
      case "wake":
        sleepers.get(message.sleeper)?.();
        sleepers.delete(message.sleeper);
        break;
      case "leave":
        process.exit();
        break;
      default:
        message satisfies never;
    }
  });
  tell({ kind: "loaded" });
} catch (error) {
  tell({ kind: "unloadable", failure: failureOf(error) });
}
