import { randomBytes } from "node:crypto";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { addConnection, newSecret } from "../../../shared/flow/connect.ts";
import type { Meter } from "./meter.ts";
import type { MeteredFlow, Told } from "./metered-flow.ts";
import { nothing, plus, sharedBy, type Usage } from "./usage.ts";

/** What one change costs in one situation. */
export interface Scenario {
  readonly name: string;
  /** What a profile's write takes: the floor counts it once. */
  readonly profileUnits: number;
  /** From the sending to the queue on. */
  readonly usage: Usage;
  /** From the webhook up to that. */
  readonly ingress: Usage;
  /** Database units by what was asked for. */
  readonly units: Readonly<Record<string, number>>;
}

/** What is told of each profile. */
export type News = Pick<Told, "attributes" | "timestamp">;

/**
 * How changes come: many to a webhook, which is how sources send on a busy day; one to a webhook,
 * many at a time; or alone, so that no request is shared.
 */
const ways = {
  "webhooks of 100": { changes: 100, perWebhook: 100, atOnce: 100 },
  "webhooks of 1": { changes: 100, perWebhook: 1, atOnce: 100 },
  alone: { changes: 5, perWebhook: 1, atOnce: 1 },
} as const;
export type Way = keyof typeof ways;

const profiles = 100;
/** Of each profile, before it is measured and while. */
const rounds = { before: 12, measured: 24 };
const hoursBetween = 5;
/** What an item has without a filler. */
const bytesUnfilled = 525;

/** Sizes of stored items. */
export interface Bytes {
  readonly least: number;
  readonly most: number;
}

/** Situations of a workspace with one source. */
export class Scenarios {
  readonly #flow: MeteredFlow;
  readonly #meter: Meter;
  readonly #source: Connection;

  private constructor(flow: MeteredFlow, meter: Meter, source: Connection) {
    this.#flow = flow;
    this.#meter = meter;
    this.#source = source;
  }

  static async of(flow: MeteredFlow, meter: Meter): Promise<Scenarios> {
    const { context, workspaceId } = flow.here;
    const source = await addConnection(context, {
      workspaceId,
      kind: "webhook",
      name: "Source",
      state: "connected",
      secrets: [newSecret()],
    });
    return new Scenarios(flow, meter, source);
  }

  /** Told now. */
  news(attributes: Told["attributes"]): News {
    return { attributes, timestamp: new Date(this.#flow.now).toISOString() };
  }

  /**
   * Profiles whose stored items have anything between so many bytes, evenly: what does not deflate
   * fills them up.
   */
  async fill(prefix: string, { least, most }: Bytes): Promise<void> {
    const told = idsOf(prefix).map((id, at) => {
      const bytes = least + ((most - least) * scattered(at)) / profiles;
      const filler = randomBytes(Math.max(0, Math.floor(bytes) - bytesUnfilled));
      return {
        id,
        ...this.news({ tier: "Silver", note: "n0", filler: filler.toString("base64") }),
      };
    });
    await this.#flow.receive(this.#source, told);
    await this.#flow.settle();
  }

  /**
   * What one change costs where nothing flips, as the mean of very many to each profile, hours
   * apart: some wait in the profile's item, which the one pays for that fits no more. It begins
   * when as many wait as will when it ends.
   */
  async measurePlain(name: string, way: Way, prefix: string): Promise<Scenario> {
    const all: Scenario[] = [];
    for (let round = 0; round < rounds.before + rounds.measured; round += 1) {
      this.#flow.pass(hoursBetween * 3_600_000);
      const measured = await this.measure(name, way, prefix, this.news({ note: `n${round}` }));
      if (round >= rounds.before) all.push(measured);
    }
    return meanOf(name, all);
  }

  /** What one change costs that comes in such a way. */
  async measure(name: string, way: Way, prefix: string, told: News): Promise<Scenario> {
    const { changes, perWebhook, atOnce } = ways[way];
    const events = idsOf(prefix).map((id) => ({ id, ...told }));
    let [usage, ingress] = [nothing, nothing];
    const units = new Map<string, number>();
    this.#meter.take();
    for (let from = 0; from < changes; from += atOnce) {
      const until = from + atOnce;
      for (let at = from; at < until; at += perWebhook)
        await this.#flow.receive(this.#source, events.slice(at, Math.min(until, at + perWebhook)));
      const received = this.#meter.take().usage;
      ingress = plus(ingress, { ...received, queueRequests: 0 });
      usage = plus(usage, { ...nothing, queueRequests: received.queueRequests });
      await this.#flow.settle();
      const done = this.#meter.take();
      usage = plus(usage, done.usage);
      for (const [what, each] of done.units)
        units.set(what, (units.get(what) ?? 0) + each / changes);
    }
    return {
      name,
      profileUnits: units.get("profile write") ?? 0,
      usage: sharedBy(usage, changes),
      ingress: sharedBy(ingress, changes),
      units: Object.fromEntries(units),
    };
  }
}

function meanOf(name: string, all: readonly Scenario[]): Scenario {
  const units = new Map<string, number>();
  for (const each of all)
    for (const [what, count] of Object.entries(each.units))
      units.set(what, (units.get(what) ?? 0) + count / all.length);
  const mean = (usages: readonly Usage[]): Usage =>
    sharedBy(
      usages.reduce((one, other) => plus(one, other)),
      all.length,
    );
  return {
    name,
    profileUnits: units.get("profile write") ?? 0,
    usage: mean(all.map(({ usage }) => usage)),
    ingress: mean(all.map(({ ingress }) => ingress)),
    units: Object.fromEntries(units),
  };
}

/** From 0 to 99, each once, so that the first few are spread too. */
function scattered(at: number): number {
  return (at * 37 + 12) % profiles;
}

function idsOf(prefix: string): string[] {
  return Array.from({ length: profiles }, (_, at) => `${prefix}-${at}`);
}
