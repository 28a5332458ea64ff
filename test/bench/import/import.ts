import { setTimeout as pause } from "node:timers/promises";
import { LocalMuster } from "../../../infra/local/replay/local-muster.ts";
import type { Population } from "../../../infra/local/sandbox/program.ts";
import { PortalSystem } from "../../portal-system.ts";
import { Sender, tierChange } from "../pipeline/sender.ts";
import { quantile, readable } from "../quantile.ts";

interface Latency {
  readonly p50ms: number;
  readonly p99ms: number;
  readonly count: number;
}

export interface ImportFigures {
  readonly companies: number;
  readonly contacts: number;
  /** From the grant until the last page was read, and until nothing was left to do. */
  readonly seconds: { readonly read: number; readonly settled: number };
  readonly recordsPerSecond: { readonly read: number; readonly settled: number };
  /** Until the last page was read; the limit is 110 in ten seconds. */
  readonly requestsPerThousandRecords: number;
  /** Of imports and pushes: how many there were, and how many were answered 429. */
  readonly requests: { readonly taken: number; readonly refused: number };
  /** From the sending of another source's webhook to its profile's being readable, meanwhile. */
  readonly webhookMeanwhile: Latency;
  /** Lists that hold exactly whom the portal itself would select, of all. */
  readonly lists: { readonly equal: number; readonly of: number };
}

const tiers = ["Silver", "Gold", "Platinum"];

/** Connects a portal of the given size to the whole system and waits until every list is filled. */
export async function measureImport(population: Population): Promise<ImportFigures> {
  await using portal = await PortalSystem.start(population);
  const muster = new LocalMuster(portal.system.url, portal.system.token);
  const contacts = population.companies * population.contactsEach;
  const records = population.companies + contacts;
  const meanwhile = await othersMeanwhile(portal, muster);
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1_000;
  const connection = await portal.connect();
  for (const tier of tiers) {
    const rules = [{ field: "partner_tier", operator: "=", value: tier }];
    await portal.listedSegment(connection, tier, { combinator: "and", rules });
  }
  while ((await portal.importOf(connection))?.state !== "done") await pause(200);
  const read = since();
  const { taken } = await portal.requests();
  while ((await portal.contacts()) < contacts) await pause(500);
  const webhookMeanwhile = await meanwhile();
  await muster.idle();
  const settled = since();
  return {
    companies: population.companies,
    contacts,
    seconds: { read: readable(read), settled: readable(settled) },
    recordsPerSecond: { read: readable(records / read), settled: readable(records / settled) },
    requestsPerThousandRecords: readable((taken * 1_000) / records),
    requests: await portal.requests(),
    webhookMeanwhile,
    lists: { equal: await equalLists(portal), of: tiers.length },
  };
}

async function equalLists(portal: PortalSystem): Promise<number> {
  let equal = 0;
  for (const tier of tiers) {
    const listed = await portal.listed(tier);
    const selected = portal.selected("partner_tier", tier);
    if (listed.size === selected.size && listed.isSubsetOf(selected)) equal += 1;
  }
  return equal;
}

/** Sends a new record of another source every fifth of a second, until the answer is asked for. */
async function othersMeanwhile(portal: PortalSystem, muster: LocalMuster) {
  const milliseconds: number[] = [];
  const { signal, stop } = stoppable();
  const source = await muster.connect("Portal");
  const sender = new Sender(portal.system.url, source);
  const sending = (async () => {
    for (let each = 0; !signal.aborted; each += 1) {
      const startedAt = performance.now();
      await sender.send([tierChange(`meanwhile-${each}`, "Gold")]);
      const path = `/api/v1/profiles?key=${source.id}:meanwhile-${each}`;
      while (!(await portal.call(path).then(Boolean, () => false))) await pause(20);
      milliseconds.push(performance.now() - startedAt);
      await pause(200);
    }
  })();
  return async (): Promise<Latency> => {
    stop();
    await sending;
    return {
      p50ms: readable(quantile(milliseconds, 0.5)),
      p99ms: readable(quantile(milliseconds, 0.99)),
      count: milliseconds.length,
    };
  };
}

function stoppable() {
  const controller = new AbortController();
  return { signal: controller.signal, stop: () => controller.abort() };
}
