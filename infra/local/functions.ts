import { FunctionWorker, InvocationError, type WorkerSurroundings } from "./function-worker.ts";
import type { FunctionSpec } from "./system-model.ts";

/** Invocations one worker thread runs side by side; further ones wait their turn. */
const SIDE_BY_SIDE = 20;

/** One function of the template, in a worker thread that is replaced when it ends. */
export class LocalFunction {
  readonly spec: FunctionSpec;
  readonly #around: WorkerSurroundings;
  readonly #waiting: (() => void)[] = [];
  readonly #limit: number;
  #worker: FunctionWorker | undefined;
  #running = 0;
  #stopped = false;

  constructor(spec: FunctionSpec, around: WorkerSurroundings) {
    this.spec = spec;
    this.#around = around;
    this.#limit = Math.min(spec.reservedConcurrency ?? SIDE_BY_SIDE, SIDE_BY_SIDE);
  }

  /** Invocations under way or waiting for their turn. */
  get inFlight(): number {
    return this.#running + this.#waiting.length;
  }

  /** Those under way that wait for an instant of the clock. */
  get asleep(): number {
    return this.#worker?.asleep ?? 0;
  }

  /** @throws InvocationError if the code cannot be loaded */
  async load(): Promise<void> {
    await this.#current().loaded;
  }

  /** The handler's answer as plain JSON. @throws InvocationError */
  async invoke(event: unknown): Promise<unknown> {
    if (this.#running >= this.#limit) {
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else {
      this.#running += 1;
    }
    try {
      return await this.#current().invoke(event);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.end("The local system stops.");
  }

  #current(): FunctionWorker {
    if (this.#stopped) throw new InvocationError("The local system stops.");
    if (this.#worker === undefined || this.#worker.ended) {
      this.#worker = new FunctionWorker(this.spec, this.#around);
    }
    return this.#worker;
  }
}

/** All functions of the template, and word of every invocation that ends. */
export class LocalFunctions {
  readonly #functions: ReadonlyMap<string, LocalFunction>;
  readonly #listeners = new Set<() => void>();
  #started = 0;

  constructor(specs: readonly FunctionSpec[], around: WorkerSurroundings) {
    this.#functions = new Map(specs.map((spec) => [spec.name, new LocalFunction(spec, around)]));
  }

  all(): LocalFunction[] {
    return [...this.#functions.values()];
  }

  /** How many invocations were ever started: an unchanged count means that nothing happened. */
  get started(): number {
    return this.#started;
  }

  /** Invocations under way that do not merely wait for an instant. */
  busy(): LocalFunction[] {
    return this.all().filter(({ inFlight, asleep }) => inFlight > asleep);
  }

  get inFlight(): number {
    return this.all().reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** Calls `listener` after each invocation; returns the undo. */
  onSettled(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async invoke(name: string, event: unknown): Promise<unknown> {
    const target = this.#functions.get(name);
    if (target === undefined) throw new InvocationError(`There is no function "${name}".`);
    this.#started += 1;
    try {
      return await target.invoke(event);
    } finally {
      for (const listener of this.#listeners) listener();
    }
  }

  async load(): Promise<void> {
    await Promise.all(this.all().map((target) => target.load()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((target) => target.stop()));
  }
}
