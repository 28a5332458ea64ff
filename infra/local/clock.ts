import type { Clock } from "../../shared/runtime/clock.ts";

/** Longest time `setTimeout` can count. */
const LONGEST_MS = 2 ** 31 - 1;

interface Sleeper {
  readonly instant: number;
  readonly wake: () => void;
}

/** The system's clock plus an offset that only grows; the workers read the same offset. */
export class LocalClock implements Clock {
  /** One 64-bit integer, the offset in milliseconds, shared with the worker threads. */
  readonly shared = new SharedArrayBuffer(8);
  readonly #offset = new BigInt64Array(this.shared);
  readonly #save: (offsetMs: number) => void;
  readonly #sleepers = new Set<Sleeper>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /** `save` is called with each new offset before anybody can see it. */
  constructor(offsetMs = 0, save: (offsetMs: number) => void = () => {}) {
    this.#save = save;
    Atomics.store(this.#offset, 0, BigInt(offsetMs));
  }

  now(): number {
    return Date.now() + Number(Atomics.load(this.#offset, 0));
  }

  /** Moves forward to the instant; without effect where it is already past. */
  moveTo(instant: number): void {
    if (instant <= this.now()) return;
    const offset = Math.ceil(instant - Date.now());
    this.#save(offset);
    Atomics.store(this.#offset, 0, BigInt(offset));
    this.#wakeDue();
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each move; returns the undo. */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  until(instant: number): Promise<void> {
    return new Promise((resolve) => this.sleep(instant, resolve));
  }

  /** `until` with a callback; returns how to give up waiting. */
  sleep(instant: number, wake: () => void): () => void {
    const sleeper = { instant, wake };
    this.#sleepers.add(sleeper);
    this.#wakeDue();
    return () => {
      this.#sleepers.delete(sleeper);
      this.#setTimer();
    };
  }

  /** The earliest instant somebody waits for. */
  nextSleeper(): number | undefined {
    const instants = [...this.#sleepers].map(({ instant }) => instant);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#sleepers.clear();
    this.#listeners.clear();
  }

  #wakeDue(): void {
    const due = [...this.#sleepers].filter(({ instant }) => instant <= this.now());
    for (const sleeper of due) this.#sleepers.delete(sleeper);
    this.#setTimer();
    for (const sleeper of due.sort((a, b) => a.instant - b.instant)) sleeper.wake();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const next = this.nextSleeper();
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next - this.now()), LONGEST_MS);
    this.#timer = setTimeout(() => this.#wakeDue(), wait);
  }
}
