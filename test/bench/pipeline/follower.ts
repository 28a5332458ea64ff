import { setTimeout as pause } from "node:timers/promises";
import type { PublicApi } from "../../public-api.ts";

const pollEveryMs = 10;
/** Follows a segment's transitions through the API and times how long each took to appear. */
export class Follower {
  readonly #api: PublicApi;
  readonly #segmentId: string;
  readonly #sentAt = new Map<string, number>();
  #cursor: string | undefined;
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
    const { items, cursor } = await this.#api.transitions(this.#segmentId, this.#cursor);
    const readAt = performance.now();
    this.#cursor = cursor ?? this.#cursor;
    for (const { profileId, kind } of items) {
      const key = `${profileId} ${kind}`;
      const sentAt = this.#sentAt.get(key);
      if (sentAt === undefined) continue;
      this.#sentAt.delete(key);
      this.latencies.push(readAt - sentAt);
    }
  }
}
