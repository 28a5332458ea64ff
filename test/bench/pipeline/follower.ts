import { setTimeout as pause } from "node:timers/promises";
import type { PublicApi } from "../../public-api.ts";

const pollEveryMs = 10;
/**
 * Transitions are in order of happening, and the later of two can be published first: reading on
 * from the last cursor alone would miss the other one. So each reading begins a little earlier.
 */
const overlapMs = 2_000;

interface Place {
  readonly cursor: string;
  readonly readAt: number;
}

/** Follows a segment's transitions through the API and times how long each took to appear. */
export class Follower {
  readonly #api: PublicApi;
  readonly #segmentId: string;
  readonly #sentAt = new Map<string, number>();
  #places: Place[] = [];
  /** Milliseconds from the sending of a change to its transition's being read. */
  readonly latencies: number[] = [];

  constructor(api: PublicApi, segmentId: string) {
    this.#api = api;
    this.#segmentId = segmentId;
  }

  /** One flip of this profile is on its way; several at once are told apart by `kind`. */
  expect(profileId: string, kind: "entered" | "exited"): void {
    this.#sentAt.set(`${profileId} ${kind}`, performance.now());
  }

  get waiting(): number {
    return this.#sentAt.size;
  }

  /** Reads until everything expected has come and `done` says that no more will. */
  async follow(done: () => boolean, deadline: number): Promise<void> {
    while (!(done() && this.waiting === 0)) {
      if (performance.now() > deadline)
        throw new Error(`${this.waiting} changes did not become readable`);
      await this.#read();
      await pause(pollEveryMs);
    }
  }

  async #read(): Promise<void> {
    const from = this.#places[0]?.cursor;
    const { items, cursor } = await this.#api.transitions(this.#segmentId, from);
    const readAt = performance.now();
    if (cursor !== undefined) this.#places.push({ cursor, readAt });
    const kept = this.#places.findLastIndex((place) => place.readAt < readAt - overlapMs);
    this.#places = this.#places.slice(Math.max(kept, 0));
    for (const { profileId, kind } of items) {
      const key = `${profileId} ${kind}`;
      const sentAt = this.#sentAt.get(key);
      if (sentAt === undefined) continue;
      this.#sentAt.delete(key);
      this.latencies.push(readAt - sentAt);
    }
  }
}
