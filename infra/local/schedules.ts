import { randomUUID } from "node:crypto";
import type { LocalClock } from "./clock.ts";
import type { LocalFunctions } from "./functions.ts";
import { localAccount, localRegion } from "./intrinsics.ts";
import type { ScheduleSpec } from "./system-model.ts";

/** Calls functions at a rate, on the local clock's round instants. */
export class Schedules {
  readonly #specs: readonly ScheduleSpec[];
  readonly #clock: LocalClock;
  readonly #functions: Pick<LocalFunctions, "invoke">;
  readonly #onError: (error: unknown) => void;
  readonly #forget: () => void;
  readonly #onFired: (instant: number) => void;
  readonly #calledAt = new Map<ScheduleSpec, number>();
  /** By period, in ms. */
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #held = false;
  #stopped = false;

  constructor(
    specs: readonly ScheduleSpec[],
    around: {
      readonly clock: LocalClock;
      readonly functions: Pick<LocalFunctions, "invoke">;
      readonly onError: (error: unknown) => void;
      /** Called with the instant once all were called in one go. */
      readonly onFired: (instant: number) => void;
    },
  ) {
    this.#specs = specs;
    this.#clock = around.clock;
    this.#functions = around.functions;
    this.#onError = around.onError;
    this.#onFired = around.onFired;
    this.#forget = around.clock.onMove(() => this.#arm());
  }

  /** The length of the shortest period; what one round sees of the future, the next one continues. */
  get periodMs(): number {
    return Math.min(...this.#specs.map(({ periodMs }) => periodMs), 60_000);
  }

  /** Calls each once, as for ticks missed while the system was off, and goes on by the clock. */
  async start(): Promise<void> {
    await this.fire();
    this.#arm();
  }

  /**
   * Calls once, now, those of the shortest period, and others whose period is over. Failures are
   * reported, not thrown: the next tick comes.
   */
  async fire(): Promise<void> {
    const now = this.#clock.now();
    const due = this.#specs.filter((spec) => {
      const calledAt = this.#calledAt.get(spec) ?? Number.NEGATIVE_INFINITY;
      return spec.periodMs <= this.periodMs || now - calledAt >= spec.periodMs;
    });
    const results = await Promise.all(due.map((spec) => this.#call(spec, now)));
    if (results.every((succeeded) => succeeded)) this.#onFired(now);
  }

  /** Leaves the calling to somebody else while `work` runs. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held = true;
    try {
      return await work();
    } finally {
      this.#held = false;
      this.#arm();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#forget();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #arm(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    if (this.#stopped || this.#held) return;
    for (const { periodMs } of this.#specs) if (!this.#timers.has(periodMs)) this.#armOne(periodMs);
  }

  /** By itself: at an instant that several share, none may put off the others. */
  #armOne(periodMs: number): void {
    if (this.#stopped || this.#held) return;
    const wait = periodMs - (this.#clock.now() % periodMs);
    this.#timers.set(
      periodMs,
      setTimeout(() => this.#tick(periodMs), wait),
    );
  }

  #tick(periodMs: number): void {
    const now = this.#clock.now();
    const due = this.#specs.filter((spec) => spec.periodMs === periodMs);
    void Promise.all(due.map((spec) => this.#call(spec, now))).then((results) => {
      const isShortest = periodMs <= this.periodMs;
      if (isShortest && results.every((succeeded) => succeeded)) this.#onFired(now);
    });
    this.#armOne(periodMs);
  }

  async #call(spec: ScheduleSpec, now: number): Promise<boolean> {
    this.#calledAt.set(spec, now);
    const event: unknown =
      spec.input === undefined ? scheduledEvent(spec.name, now) : JSON.parse(spec.input);
    try {
      await this.#functions.invoke(spec.functionName, event);
      return true;
    } catch (error) {
      if (!this.#stopped) this.#onError(error);
      return false;
    }
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledEvent(ruleName: string, now: number): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: localAccount,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: localRegion,
    resources: [`arn:aws:events:${localRegion}:${localAccount}:rule/${ruleName}`],
    detail: {},
  };
}
