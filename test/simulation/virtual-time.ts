import { AsyncLocalStorage } from "node:async_hooks";
import { Random } from "../segmentation/random.ts";

interface Happening {
  /** Virtual milliseconds since the beginning. */
  readonly at: number;
  /** Of two at one instant the earlier made comes first. */
  readonly place: number;
  readonly work: () => void;
}

/** The instant at which every simulated world begins. */
const begins = Date.parse("2026-11-22T10:00:00Z");

/** What code runs on. */
interface Place {
  /** Its clock is wrong by so many milliseconds. */
  readonly skewMs: number;
  /** So many it was frozen, which its monotonic clock knows nothing of. */
  readonly asleepMs: number;
}

const places = new AsyncLocalStorage<Place>();

/** Where the code that asks runs. */
export function presentPlace(): Place | undefined {
  return places.getStore();
}

/**
 * Time that passes only when nothing can happen any more at the present instant: happenings run
 * one after the other, each to its end, in the order of their instants. Together with the one
 * random source it decides everything, so that a seed always tells the same story.
 */
export class VirtualTime {
  readonly random: Random;
  #elapsed = 0;
  #made = 0;
  readonly #heap: Happening[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Monotonic, in milliseconds. */
  get elapsed(): number {
    return this.#elapsed;
  }

  /** The true instant, in milliseconds since the epoch. */
  get now(): number {
    return begins + this.#elapsed;
  }

  /** What the monotonic clock of the machine that asks says. */
  get monotonic(): number {
    return this.#elapsed - (presentPlace()?.asleepMs ?? 0);
  }

  /** What the machine that asks takes for now. */
  get wall(): number {
    return Math.floor(this.now + (presentPlace()?.skewMs ?? 0));
  }

  /** Runs work as code of that place, whatever it waits for. */
  at<Answer>(place: Place, work: () => Answer): Answer {
    return places.run(place, work);
  }

  after(delayMs: number, work: () => void): void {
    const at = this.#elapsed + Math.max(0, delayMs);
    this.#made += 1;
    push(this.#heap, { at, place: this.#made, work });
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Lets time pass until nothing is left to happen before the instant, and stands there. */
  async runUntil(elapsed: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= elapsed; next = this.#heap[0]) {
      pop(this.#heap);
      this.#elapsed = next.at;
      next.work();
      await promisesSettled();
    }
    this.#elapsed = Math.max(this.#elapsed, elapsed);
  }
}

/**
 * Every promise that can go on has gone on: nothing in a simulated world waits for anything real, and
 * a tick comes when no promise can go on. A turn of the event loop would ask the system each time.
 */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at === other.at ? one.place < other.place : one.at < other.at;
}

function push(heap: Happening[], happening: Happening): void {
  let place = heap.push(happening) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, happening)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = happening;
}

function pop(heap: Happening[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[place] = child;
    place = 2 * place + (isRight ? 2 : 1);
  }
  heap[place] = last;
}
