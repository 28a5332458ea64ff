/** Longest time `setTimeout` can count. */
const LONGEST_MS = 2 ** 31 - 1;

/** One timer that fires at the earliest instant asked for, by a clock that may jump forward. */
export class WakeUp {
  readonly #now: () => number;
  readonly #fire: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(now: () => number, fire: () => void) {
    this.#now = now;
    this.#fire = fire;
  }

  /** Fires at `instant` (ms) unless an earlier one is already set. */
  by(instant: number): void {
    if (instant >= this.#at) return;
    this.cancel();
    this.#at = instant;
    const wait = Math.min(Math.max(0, instant - this.#now()), LONGEST_MS);
    this.#timer = setTimeout(() => {
      this.cancel();
      this.#fire();
    }, wait);
    this.#timer.unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }
}
