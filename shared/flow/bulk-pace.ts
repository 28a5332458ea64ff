import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../runtime/clock.ts";
import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import type { Storage } from "../storage/storage.ts";
import { firstPace, heededMs, nextPace, type Pace, rateOf } from "./pace-by-lateness.ts";

const lookAgainMs = 150;
/** What the pace was so long ago says nothing of now. */
const forgottenMs = 10_000;

interface PaceContext {
  readonly storage: Pick<Storage, "lateness">;
  readonly clock: Pick<Clock, "now">;
}

/** What is done in bulk asks it before it goes on. */
export interface Pacing {
  /** Profiles a second. */
  readonly rate: number;
  /** Resolves when so many more profiles may be written. */
  admit(count: number): Promise<void>;
}

/**
 * Lets profiles be written in bulk only as fast as what that sets off is published. One for a process: what
 * it does in bulk at once shares it.
 */
export class BulkPace implements Pacing {
  readonly #context: PaceContext;
  #pace: Pace = firstPace;
  /** Until when what was let through takes at this pace, by the monotonic clock. */
  #takenUntil = 0;
  #lookedAt: Moment | undefined;

  constructor(context: PaceContext) {
    this.#context = context;
  }

  get rate(): number {
    return rateOf(this.#pace);
  }

  async admit(count: number): Promise<void> {
    await this.#look();
    const now = performance.now();
    const begins = Math.max(now, this.#takenUntil);
    this.#takenUntil = begins + (count * 1_000) / this.rate;
    if (begins > now) await pause(begins - now);
  }

  async #look(): Promise<void> {
    const elapsedMs = this.#lookedAt ? msSince(this.#lookedAt) : Number.POSITIVE_INFINITY;
    if (elapsedMs < lookAgainMs) return;
    this.#lookedAt = thisMoment();
    const { storage, clock } = this.#context;
    const now = clock.now();
    const late = await storage.lateness.since(now - heededMs);
    const known = elapsedMs > forgottenMs ? firstPace : this.#pace;
    this.#pace = nextPace(known, late, { now, elapsedMs });
  }
}
