import { setTimeout as pause } from "node:timers/promises";
import { LocalMuster } from "../../../infra/local/replay/local-muster.ts";
import type { Population } from "../../../infra/local/sandbox/program.ts";
import { PortalSystem } from "../../portal-system.ts";
import { readable } from "../quantile.ts";
import { type Latency, Neighbour } from "./neighbour.ts";

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
  /**
   * From the sending of another source's webhook to the membership it brings being readable: before
   * anything is imported, and meanwhile. Its changes are a group of their own, as a quiet tenant's.
   */
  readonly neighbour: { readonly alone: Latency; readonly meanwhile: Latency };
  /** Lists that hold exactly whom the portal itself would select, of all. */
  readonly lists: { readonly equal: number; readonly of: number };
}

/** How long it is watched before the import begins. */
const aloneMs = 30_000;
const tiers = ["Silver", "Gold", "Platinum"];

/** Connects a portal of the given size to the whole system and waits until every list is filled. */
export async function measureImport(population: Population): Promise<ImportFigures> {
  await using portal = await PortalSystem.start(population);
  const muster = new LocalMuster(portal.system.url, portal.system.token);
  const contacts = population.companies * population.contactsEach;
  const records = population.companies + contacts;
  const neighbour = await Neighbour.of(portal, muster);
  const alone = await neighbour.measure(() => pause(aloneMs));
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1_000;
  let read = 0;
  let taken = 0;
  const meanwhile = await neighbour.measure(async () => {
    const connection = await portal.connect();
    for (const tier of tiers) {
      const rules = [{ field: "partner_tier", operator: "=", value: tier }];
      await portal.listedSegment(connection, tier, { combinator: "and", rules });
    }
    while ((await portal.importOf(connection))?.state !== "done") await pause(200);
    read = since();
    ({ taken } = await portal.requests());
    while ((await portal.contacts()) < contacts) await pause(500);
  });
  await muster.idle();
  const settled = since();
  return {
    companies: population.companies,
    contacts,
    seconds: { read: readable(read), settled: readable(settled) },
    recordsPerSecond: { read: readable(records / read), settled: readable(records / settled) },
    requestsPerThousandRecords: readable((taken * 1_000) / records),
    requests: await portal.requests(),
    neighbour: { alone, meanwhile },
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
