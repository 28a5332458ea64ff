import { RetryableError } from "../../../shared/runtime/errors.ts";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";

/** Whoever hears it runs on a machine that is no more: nothing it does has an effect. */
class MachineStopped extends RetryableError {}

const usualMs = 12;
const slowMs = 4_000;

/**
 * What one instance of a function runs on. It may stop at any of its requests, before or after
 * that one took effect; then every later request fails without effect, as if the code
 * had gone no further.
 */
export class Machine {
  readonly skewMs: number;
  readonly #time: VirtualTime;
  readonly #faults: () => Faults;
  #requestsLeft = Number.POSITIVE_INFINITY;
  #stopped = false;
  #sleptMs = 0;
  #asleepSince: number | undefined;
  /** What was under way when it fell asleep. */
  #waking: (() => void)[] = [];
  #onStop: () => void = () => {};

  constructor(time: VirtualTime, faults: () => Faults) {
    this.#time = time;
    this.#faults = faults;
    this.skewMs = Math.round((time.random.next() * 2 - 1) * faults().skewMs);
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** As long as it had nothing to do, it was frozen. */
  get asleepMs(): number {
    const { elapsed } = this.#time;
    return this.#sleptMs + elapsed - (this.#asleepSince ?? elapsed);
  }

  /** Begins an invocation; `onStop` is told if the machine stops within it. */
  begin(onStop: () => void): void {
    const { random } = this.#time;
    this.#sleptMs = this.asleepMs;
    this.#asleepSince = undefined;
    for (const wake of this.#waking.splice(0)) wake();
    this.#onStop = onStop;
    this.#requestsLeft = random.chance(this.#faults().crash)
      ? random.below(30)
      : Number.POSITIVE_INFINITY;
  }

  /** What of the invocation still runs is frozen, goes on with the next one, and stops nothing. */
  end(): void {
    this.#requestsLeft = Number.POSITIVE_INFINITY;
    this.#asleepSince = this.#time.elapsed;
    this.#onStop = () => {};
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#onStop();
  }

  /**
   * A request to something outside: it takes a while, then takes effect in one step.
   * `deadline` is the virtual instant after which the sender waits no longer; such a request may have
   * taken effect all the same.
   */
  async request<Answer>(act: () => Answer, deadline = Number.POSITIVE_INFINITY): Promise<Answer> {
    const { random } = this.#time;
    this.#check();
    const isSlow = random.chance(this.#faults().slow);
    const takesMs = 1 + random.next() * (isSlow ? slowMs : usualMs);
    const leftMs = deadline - this.#time.elapsed;
    await this.#time.pause(Math.min(takesMs, leftMs));
    const wasFrozen = this.#asleepSince !== undefined;
    if (wasFrozen) await new Promise<void>((resolve) => this.#waking.push(resolve));
    this.#requestsLeft -= 1;
    if (this.#requestsLeft < 0) this.stop();
    // What was on its way when it was frozen lands ever so late, or its connection is gone.
    if (this.#stopped || wasFrozen || takesMs > leftMs) {
      if (random.chance(0.5)) act();
      this.#check();
      throw abortError();
    }
    return act();
  }

  #check(): void {
    if (this.#stopped) throw new MachineStopped("the machine stopped");
  }
}

function abortError(): Error {
  const error = new Error("The request was given up");
  error.name = "AbortError";
  return error;
}
