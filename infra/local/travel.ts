import { setTimeout as wait } from "node:timers/promises";
import { RetryableError } from "../../shared/runtime/errors.ts";
import { pendingWork, type Workplaces, waitsForTime } from "./idle.ts";
import type { Schedules } from "./schedules.ts";

/** How long one step may take before the journey is given up. */
const LONGEST_STEP_MS = 120_000;

/**
 * Moves the local clock forward through everything that is due on the way, in order, instead of
 * jumping over it.
 */
export class Travel {
  readonly #places: Workplaces;
  readonly #schedules: Schedules;
  #last: Promise<void> = Promise.resolve();

  constructor(places: Workplaces, schedules: Schedules) {
    this.#places = places;
    this.#schedules = schedules;
  }

  /**
   * Resolves once the clock has reached the instant and all on the way is set going; journeys
   * follow each other. @throws RetryableError if the system does not come to rest
   */
  to(target: number): Promise<void> {
    const journey = this.#last.then(() => this.#schedules.hold(() => this.#journey(target)));
    this.#last = journey.catch(() => {});
    return journey;
  }

  async #journey(target: number): Promise<void> {
    const { clock } = this.#places;
    for (;;) {
      await this.#settle();
      const due = this.#nextDue();
      const wakeUp = this.#nextWakeUp();
      const next = Math.min(due, wakeUp);
      if (next > target) break;
      if (due <= wakeUp) await this.#sweepBefore(due);
      else this.#moveTo(next);
    }
    this.#moveTo(target);
    await this.#settle();
    // The tick that would have looked ahead to the first minutes after the target lies behind.
    if (this.#nextDue() <= clock.now() + 2 * this.#schedules.periodMs) {
      await this.#schedules.fire();
      await this.#settle();
    }
  }

  /**
   * Only the last tick before a due instant is run. A tick with nothing due in its sight has no
   * effect, so those in between are left out: a journey of a year would have half a million.
   */
  async #sweepBefore(due: number): Promise<void> {
    const { periodMs } = this.#schedules;
    this.#moveTo(Math.floor(due / periodMs) * periodMs);
    const { dues, clock } = this.#places;
    await this.#schedules.fire();
    // Also when the sweep failed: the journey goes on, and the due flip stays visible as pending.
    dues.markSwept(Math.max(due, clock.now()));
  }

  #nextDue(): number {
    return this.#places.dues.nextUnswept() ?? Number.POSITIVE_INFINITY;
  }

  /** When the next message becomes available, or a waiting function wakes up. */
  #nextWakeUp(): number {
    const { queues, deadLetterQueues, clock } = this.#places;
    const instants = queues
      .queueNames()
      .filter((name) => !deadLetterQueues.has(name))
      .map((name) => queues.nextAvailableAt(name) ?? Number.POSITIVE_INFINITY);
    return Math.min(clock.nextSleeper() ?? Number.POSITIVE_INFINITY, ...instants);
  }

  #moveTo(instant: number): void {
    this.#places.clock.moveTo(instant);
    this.#places.queues.wake();
  }

  async #settle(): Promise<void> {
    const deadline = Date.now() + LONGEST_STEP_MS;
    while (!(await waitsForTime(this.#places))) {
      if (Date.now() > deadline) {
        const pending = (await pendingWork(this.#places)).join("; ");
        throw new RetryableError(`The clock stopped on its way, since work goes on: ${pending}.`);
      }
      await wait(2);
    }
  }
}
