import { setTimeout } from "node:timers/promises";
import { createProgram } from "../../../shared/flow/define-program.ts";
import { Client } from "../../api/client.ts";
import { crm, set, where } from "../../flow/messages.ts";
import { company, worksAt } from "../../flow/related-messages.ts";
import { World } from "../../flow/world.ts";
import { quantile, readable } from "../quantile.ts";

interface Latency {
  readonly p50ms: number;
  readonly p99ms: number;
}

/** How long it takes to answer what somebody may see and do, request to answer, without the network. */
export interface GrantFigures {
  readonly programs: number;
  readonly decisions: number;
  /** People whose own segments decide. */
  readonly own: Latency;
  /** As feature flags, by e-mail. */
  readonly flags: Latency;
  /** People whose company's segments decide as well. */
  readonly inherited: Latency;
}

const tiers = ["Gold", "Silver", "Bronze", "Tin", "Lead"];
const people = 500;
const decisions = 2_000;

/** Over the embedded database: 100 programs over five segments of contacts, then ten more over companies. */
export async function measureGrants(): Promise<GrantFigures> {
  const { database, world } = await World.start();
  const here = world("grants");
  const tierOf = (at: number): string => tiers[at % tiers.length] ?? "";
  for (let start = 0; start < people; start += 50)
    await here.apply(
      crm.says(
        ...Array.from({ length: 50 }, (_, place) => `p${start + place}`).flatMap((id, place) => [
          set(id, { tier: tierOf(place), email: `${id}@acme.test` }),
          worksAt(id, `c${place}`),
        ]),
      ),
    );
  await here.apply(
    crm.says(...Array.from({ length: 50 }, (_, at) => company(`c${at}`, { tier: tierOf(at) }))),
  );
  await programs(here, "contact", 100);
  const client = await Client.of(here, { isMeasured: true });
  const ids: string[] = [];
  for (let at = 0; at < people; at += 1)
    ids.push((await client.get(`/api/v1/profiles?key=crm:p${at}`)).json.id);
  const byId = (at: number) => client.get(`/api/v1/profiles/${ids[at % people]}/grants`);
  const own = await latency(byId);
  const flags = await latency((at) => {
    const context = { targetingKey: `email:p${at % people}@acme.test` };
    return client.post("/ofrep/v1/evaluate/flags", { context });
  });
  await programs(here, "company", 10);
  const inherited = await latency(byId);
  await database.stop();
  return { programs: 100, decisions, own, flags, inherited };
}

/** Spread over one segment a tier. */
async function programs(here: World, object: "contact" | "company", count: number): Promise<void> {
  const segments: string[] = [];
  for (const tier of tiers) {
    const segment = await here.segment({ name: tier, object, rule: where("tier", "=", tier) });
    segments.push(segment.id);
  }
  for (let at = 0; at < count; at += 1)
    await createProgram(here.context, {
      workspaceId: here.workspaceId,
      name: `Tab ${at}`,
      owner: "Ann",
      kind: "grant",
      include: [segments[at % segments.length] ?? ""],
      exclude: [],
      objects: [object],
      resource: { type: "portal-tab", id: `${object}-${at}` },
    });
}

/** A token may make 2,000 requests in 10 s: a refusal would be quick, and no decision. */
const spacingMs = 6;

/** One at a time, after some to warm up. */
async function latency(ask: (at: number) => Promise<{ status: number }>): Promise<Latency> {
  const taken: number[] = [];
  for (let at = -200; at < decisions; at += 1) {
    await setTimeout(spacingMs);
    const began = performance.now();
    const { status } = await ask(at + 200);
    if (at >= 0) taken.push(performance.now() - began);
    if (status !== 200) throw new Error(`A decision was answered ${status}.`);
  }
  return { p50ms: readable(quantile(taken, 0.5)), p99ms: readable(quantile(taken, 0.99)) };
}
