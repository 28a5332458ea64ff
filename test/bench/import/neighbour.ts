import { setTimeout as pause } from "node:timers/promises";
import type { LocalMuster, SourceConnection } from "../../../infra/local/replay/local-muster.ts";
import type { PortalSystem } from "../../portal-system.ts";
import { PublicApi } from "../../public-api.ts";
import { Sender, tierChange } from "../pipeline/sender.ts";
import { quantile, readable } from "../quantile.ts";

export interface Latency {
  readonly p50ms: number;
  readonly p99ms: number;
  readonly count: number;
}

const tier = "Of the neighbour";
const betweenMs = 100;
const lookAgainMs = 20;

/** A source whose records enter a segment, one at a time, whatever else is going on. */
export class Neighbour {
  readonly #api: PublicApi;
  readonly #sender: Sender;
  readonly #segmentId: string;
  #sent = 0;
  #cursor: string | undefined;

  private constructor(url: string, api: PublicApi, source: SourceConnection, segmentId: string) {
    this.#api = api;
    this.#sender = new Sender(url, source);
    this.#segmentId = segmentId;
  }

  static async of({ system }: PortalSystem, muster: LocalMuster): Promise<Neighbour> {
    const api = new PublicApi(system.url, system.token);
    const rules = [{ field: "tier", operator: "=", value: tier }];
    const segmentId = await api.createSegment("Neighbours", { combinator: "and", rules });
    await api.whenLive(segmentId);
    return new Neighbour(system.url, api, await muster.connect("Neighbour"), segmentId);
  }

  /** Times change after change while the work is done. */
  async measure(work: () => Promise<void>): Promise<Latency> {
    const milliseconds: number[] = [];
    let isOver = false;
    const working = work().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const startedAt = performance.now();
      this.#sent += 1;
      await this.#sender.send([tierChange(`neighbour-${this.#sent}`, tier)]);
      while (!(await this.#hasEntered())) await pause(lookAgainMs);
      milliseconds.push(performance.now() - startedAt);
      await pause(betweenMs);
    }
    await working;
    return {
      p50ms: readable(quantile(milliseconds, 0.5)),
      p99ms: readable(quantile(milliseconds, 0.99)),
      count: milliseconds.length,
    };
  }

  async #hasEntered(): Promise<boolean> {
    const { items, cursor } = await this.#api.transitions(this.#segmentId, this.#cursor);
    this.#cursor = cursor ?? this.#cursor;
    return items.length > 0;
  }
}
