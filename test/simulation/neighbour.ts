import { z } from "zod";
import { MembershipEvent } from "../../shared/contracts/event.ts";
import { addConnection } from "../../shared/flow/connect.ts";
import { createSegment } from "../../shared/flow/define-segment.ts";
import type { Timing } from "./cloud/surroundings.ts";
import { calm } from "./faults.ts";
import { populations } from "./populations.ts";
import { PartnerSystem } from "./sources/partner-system.ts";
import { World } from "./world.ts";

const workspaceId = "neighbour";
const secret = `whsec_${Buffer.from("a secret of the neighbour").toString("base64")}`;
const betweenMs = 250;
const aloneMs = 150_000;
const patienceMs = 6 * 3_600_000;

/**
 * Lambda looks at a stream four times a second. A record of the stream has about 3 KB: so slow, a
 * shard is published at 300 records a second, less than half of what one core was seen to do.
 */
const timing: Timing = { pollMs: 250, busyMsPerKilobyte: 1 };

export interface Latency {
  readonly p50ms: number;
  readonly p99ms: number;
  readonly count: number;
}

export interface NeighbourOutcome {
  readonly alone: Latency;
  /** While another tenant's import goes on, until all it sets off is published and pushed. */
  readonly meanwhile: Latency;
  readonly importSeconds: number;
  /** Memberships of the import that the list lacks or has too many, and changes never heard of. */
  readonly wrong: number;
}

const Event = z.object({ detail: MembershipEvent.partial() });
const Body = z.array(z.object({ data: z.object({ id: z.string() }) }));

/** Times each change from its webhook's arrival to the event on the bus, by virtual time. */
class Neighbour {
  readonly #world: World;
  readonly #system: PartnerSystem;
  readonly #arrivedAt = new Map<string, number>();
  #seen = 0;
  #heard = 0;
  #latencies: number[] = [];

  private constructor(world: World, connectionId: string) {
    this.#world = world;
    const { time, muster } = world;
    this.#system = new PartnerSystem(
      time,
      () => calm,
      (address, request) => {
        const events = Body.parse(JSON.parse(Buffer.from(request.body).toString("utf8")));
        for (const { data } of events) this.#arrivedAt.set(data.id, time.elapsed);
        return muster.receive(address, request);
      },
      () => ({ connectionId, secret }),
    );
  }

  static async moveIn(world: World): Promise<Neighbour> {
    const { admin } = world;
    const source = { kind: "webhook", name: "Quiet", state: "connected" } as const;
    const { id } = await world.finish(
      addConnection(admin, { workspaceId, ...source, secrets: [secret] }),
    );
    const { rule } = goldPopulation();
    const segment = {
      workspaceId,
      name: "Gold",
      object: "contact",
      owner: "bob@quiet.test",
    } as const;
    await world.finish(createSegment(admin, { ...segment, rule }));
    return new Neighbour(world, id);
  }

  /** A change every quarter of a second until the work is done, and what came of each of them. */
  async measure(isOver: () => boolean): Promise<Latency> {
    const { time } = this.#world;
    this.#latencies = [];
    for (const latest = time.elapsed + patienceMs; !isOver() && time.elapsed < latest; ) {
      this.#system.create(undefined, { tier: "Gold" });
      await this.#runUntil(time.elapsed + betweenMs);
    }
    for (const latest = time.elapsed + patienceMs; this.awaited > 0 && time.elapsed < latest; )
      await this.#runUntil(time.elapsed + betweenMs);
    return latencyOf(this.#latencies);
  }

  /** Changes that were not heard of yet. */
  get awaited(): number {
    return this.#system.records.size - this.#heard;
  }

  async #runUntil(instant: number): Promise<void> {
    const { time, muster } = this.#world;
    while (time.elapsed < instant) {
      await time.runUntil(Math.min(instant, time.elapsed + 2));
      for (const event of muster.events.slice(this.#seen)) this.#hear(event);
      this.#seen = muster.events.length;
    }
  }

  #hear(event: string): void {
    const { detail } = Event.parse(JSON.parse(event));
    if (detail.workspaceId !== workspaceId) return;
    for (const { id } of detail.identities ?? []) {
      const arrivedAt = this.#arrivedAt.get(id);
      if (arrivedAt === undefined || !this.#arrivedAt.delete(id)) continue;
      this.#latencies.push(this.#world.time.elapsed - arrivedAt);
      this.#heard += 1;
    }
  }
}

/**
 * A tenant's people enter a segment, four a second, at first alone, then while another tenant connects
 * a portal of so many contacts. Functions take processor time for what they are given, queues and
 * streams are looked at as often as on AWS; all else that differs from there is the model's.
 */
export async function liveBeside(seed: number, records: number): Promise<NeighbourOutcome> {
  const world = new World(seed, timing);
  const { time, muster, portal, portalApi } = world;
  portalApi.limit = { requests: 110, perMs: 10_000 };
  await fill(world, records);
  const neighbour = await Neighbour.moveIn(world);
  await time.runUntil(time.elapsed + 60_000);
  const aloneUntil = time.elapsed + aloneMs;
  const alone = await neighbour.measure(() => time.elapsed >= aloneUntil);
  const began = time.elapsed;
  await world.connect();
  const gold = goldPopulation();
  await world.createSegment(gold, "hubspot-list");
  const wanted = portal
    .live("contact")
    .filter(({ values }) => values.get("tier")?.value === "Gold");
  const list = (): ReadonlySet<string> | undefined => portal.listNamed("Muster · gold 0")?.members;
  let endedAt = began;
  const meanwhile = await neighbour.measure(() => {
    endedAt = time.elapsed;
    return (list()?.size ?? 0) >= wanted.length && muster.queues.imports.length === 0;
  });
  const told = wanted.filter(({ id }) => list()?.has(id)).length;
  const wrong = wanted.length - told + Math.abs((list()?.size ?? 0) - told) + neighbour.awaited;
  return { alone, meanwhile, importSeconds: (endedAt - began) / 1_000, wrong };
}

/** Contacts that the portal had before anybody listened; a tenth of them is gold. */
async function fill(world: World, records: number): Promise<void> {
  world.faults = { ...calm, drop: 1 };
  for (let made = 0; made < records; made += 1)
    world.portal.create("contact", { tier: made % 10 === 0 ? "Gold" : "Silver" });
  world.faults = calm;
  await world.time.runUntil(world.time.elapsed + 10 * records);
}

function goldPopulation(): (typeof populations)[number] {
  const gold = populations.find(({ name }) => name === "gold");
  if (gold === undefined) throw new Error("There is no population of those who are gold.");
  return gold;
}

function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return { p50ms: at(0.5), p99ms: at(0.99), count: sorted.length };
}
