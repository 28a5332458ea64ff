import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { RetryableError } from "../../shared/runtime/errors.ts";
import type { LocalClock } from "./clock.ts";
import type { FunctionSpec } from "./system-model.ts";
import type { Failure, FromWorker, ToWorker, WorkerStart } from "./worker-messages.ts";

/** An invocation that failed, ran out of time or lost its worker; the trigger decides what follows. */
export class InvocationError extends RetryableError {}

export interface WorkerSurroundings {
  readonly clock: LocalClock;
  /** Beside what the template gives. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives every line the function writes. */
  readonly onLine: (functionName: string, line: string) => void;
  /** Hears a sentence of each action that a function's role does not grant, once a thread. */
  readonly onDenied: (sentence: string) => void;
}

interface Invocation {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A thread that has not left by then is in an endless loop. */
const patienceMs = 5_000;

/** One worker thread with one function's code; it ends at the first timeout or crash. */
export class FunctionWorker {
  readonly loaded: Promise<void>;
  readonly #spec: FunctionSpec;
  readonly #clock: LocalClock;
  readonly #onDenied: WorkerSurroundings["onDenied"];
  readonly #worker: Worker;
  readonly #invocations = new Map<number, Invocation>();
  /** The invocation of each sleep under way, and how to end the wait for it. */
  readonly #sleeps = new Map<number, { invocation: number | undefined; cancel: () => void }>();
  readonly #left: Promise<void>;
  #lastId = 0;
  #ended = false;

  constructor(spec: FunctionSpec, around: WorkerSurroundings) {
    this.#spec = spec;
    this.#clock = around.clock;
    this.#onDenied = around.onDenied;
    const start: WorkerStart = {
      codeFolder: spec.codeFolder,
      handler: spec.handler,
      clock: around.clock.shared,
      grants: spec.grants,
    };
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: start,
      env: { ...spec.environment, ...around.environment, AWS_LAMBDA_FUNCTION_NAME: spec.name },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    for (const input of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input }).on("line", (line) => around.onLine(spec.name, line));
    }
    this.loaded = new Promise((resolve, reject) => {
      this.#worker.on("message", (message: FromWorker) => this.#hear(message, resolve, reject));
      this.#worker.once("exit", () => reject(new InvocationError(`${spec.name} ended early.`)));
    });
    this.loaded.catch(() => void this.end(`${spec.name} could not be loaded.`));
    this.#worker.on("error", (error) => void this.end(`${spec.name} crashed: ${String(error)}`));
    this.#left = new Promise((resolve) => this.#worker.once("exit", () => resolve()));
    this.#worker.once("exit", () => void this.end(`${spec.name} ended by itself.`));
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Invocations that wait for an instant of the clock. */
  get asleep(): number {
    return new Set([...this.#sleeps.values()].map(({ invocation }) => invocation)).size;
  }

  async invoke(event: unknown): Promise<unknown> {
    await this.loaded;
    if (this.#ended) throw new InvocationError(`${this.#spec.name} was stopped.`);
    this.#lastId += 1;
    const id = this.#lastId;
    const { name, timeoutMs, memoryMb } = this.#spec;
    return new Promise((resolve, reject) => {
      const late = `${name} ran longer than its ${timeoutMs / 1000} seconds.`;
      const timer = setTimeout(() => void this.end(late), timeoutMs);
      this.#invocations.set(id, { resolve, reject, timer });
      const deadline = Date.now() + timeoutMs;
      const context = { requestId: randomUUID(), functionName: name, memoryMb, deadline };
      this.#tell({ kind: "invoke", id, event, context });
    });
  }

  /**
   * Stops the thread; whatever it was doing fails with `reason` at once. The thread is asked to
   * leave between two of its steps: one that is stopped within native code takes the process along.
   */
  async end(reason: string): Promise<void> {
    if (this.#ended) return this.#left;
    this.#ended = true;
    for (const { cancel } of this.#sleeps.values()) cancel();
    this.#sleeps.clear();
    for (const id of this.#invocations.keys()) {
      this.#settle(id, ({ reject }) => reject(new InvocationError(reason)));
    }
    this.#tell({ kind: "leave" });
    const patience = setTimeout(() => void this.#worker.terminate(), patienceMs);
    await this.#left;
    clearTimeout(patience);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker, loaded: () => void, unloadable: (error: Error) => void): void {
    switch (message.kind) {
      case "loaded":
        return loaded();
      case "unloadable":
        return unloadable(errorOf(this.#spec.name, message.failure));
      case "answered": {
        const result: unknown = message.json === undefined ? null : JSON.parse(message.json);
        return this.#settle(message.id, ({ resolve }) => resolve(result));
      }
      case "failed":
        return this.#settle(message.id, ({ reject }) =>
          reject(errorOf(this.#spec.name, message.failure)),
        );
      case "denied":
        return this.#onDenied(
          `${this.#spec.name} asks for ${message.action} on ${message.resource}; its role in the template does not grant it.`,
        );
      case "sleeping":
        return this.#sleep(message.sleeper, message.invocation, message.instant);
      default:
        message satisfies never;
    }
  }

  #sleep(sleeper: number, invocation: number | undefined, instant: number): void {
    // Noted first: an instant that is already past wakes within the call.
    this.#sleeps.set(sleeper, { invocation, cancel: () => {} });
    const cancel = this.#clock.sleep(instant, () => {
      this.#sleeps.delete(sleeper);
      this.#tell({ kind: "wake", sleeper });
    });
    if (this.#sleeps.has(sleeper)) this.#sleeps.set(sleeper, { invocation, cancel });
  }

  #settle(id: number, how: (invocation: Invocation) => void): void {
    const invocation = this.#invocations.get(id);
    if (invocation === undefined) return;
    this.#invocations.delete(id);
    clearTimeout(invocation.timer);
    for (const [sleeper, sleep] of this.#sleeps) {
      if (sleep.invocation !== id) continue;
      sleep.cancel();
      this.#sleeps.delete(sleeper);
    }
    how(invocation);
  }
}

function errorOf(functionName: string, failure: Failure): InvocationError {
  const error = new InvocationError(`${functionName} failed: ${failure.name}: ${failure.message}`);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
