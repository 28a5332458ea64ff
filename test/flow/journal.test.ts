import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordTypes } from "../../infra/local/sandbox/records.ts";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { SourceMessage } from "../../shared/contracts/journal.ts";
import { checkSource, watchSources } from "../../shared/flow/watch-sources.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import { importTurns } from "./imported-portal.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import { SweptPortal } from "./swept-portal.ts";

const population = { companies: 4, contactsEach: 10 };
const aDay = 86_400_000;

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start(population);
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

/** A portal that was looked after once: what it does from now on is in its journal. */
async function watched(name: string): Promise<SweptPortal> {
  const portal = await SweptPortal.of(portals.world(name), sandbox);
  await check(portal);
  return portal;
}

/** As five minutes later. How many messages of changes were sent. */
async function check({ here, connection }: SweptPortal): Promise<number> {
  await watchSources(here.context);
  for (const body of here.sources.take()) {
    const message = SourceMessage.parse(body);
    if (message.connectionId === connection.id) await checkSource(here.context, message);
  }
  const sent = here.changes.messages.length;
  await here.settle();
  return sent;
}

const positionOf = ({ here, connection }: SweptPortal) =>
  here.storage.journals.get(here.workspaceId, connection.id);

describe("the journal of a portal", { timeout: 120_000 }, () => {
  it("repairs within one poll what lost webhooks did not tell, and sends nothing else", async () => {
    const portal = await watched("journal");
    const { crm } = sandbox;
    const random = new Random(seedOf("journal of a portal"));
    portal.disturb(random, 0.05, 0.2);
    const everybody = crm.records.all("contacts").map(({ id }) => id);
    for (let turn = 0; turn < 100; turn += 1) {
      const type = random.pick(recordTypes);
      const { id } = random.pick(crm.records.all(type));
      const name = type === "contacts" ? "jobtitle" : "industry";
      crm.change(type, id, { [name]: random.pick(["", "A", `B${turn}`]) });
    }
    portal.disturb(random, 1, 0);
    crm.change("contacts", "40009", { jobtitle: "Unheard of" });
    crm.remove("contacts", "40001");
    await portal.hear();
    expect(await portal.differing()).not.toEqual([]);

    expect(await check(portal)).toBeGreaterThan(0);
    expect(await portal.differing()).toEqual([]);
    expect(await portal.lingering(everybody)).toEqual([]);
    expect((await positionOf(portal))?.recovered).toBeGreaterThanOrEqual(2);
    expect(await check(portal)).toBe(0);
  });

  it("is silent where every webhook arrived", async () => {
    const portal = await watched("quiet");
    portal.disturb(new Random(1), 0, 0.2);
    sandbox.crm.change("contacts", "40003", { jobtitle: "One" });
    sandbox.crm.change("contacts", "40003", { jobtitle: "Two" });
    sandbox.crm.remove("contacts", "40004");
    sandbox.crm.restore("contacts", "40004");
    await portal.hear();
    expect(await check(portal)).toBe(0);
    expect((await positionOf(portal))?.recovered).toBe(0);
  });

  it("that was forgotten before it was read leads to a sweep", async () => {
    const portal = await watched("forgotten");
    portal.disturb(new Random(1), 1, 0);
    sandbox.crm.change("contacts", "40005", { jobtitle: "Read" });
    await check(portal);
    sandbox.crm.change("contacts", "40006", { jobtitle: "Forgotten" });
    sandbox.crm.journal.forget();
    sandbox.crm.change("contacts", "40007", { jobtitle: "Kept" });
    await check(portal);
    expect(portal.here.imports.messages).toHaveLength(1);
    const job = await importTurns(portal.here);
    await portal.here.settle();
    expect(job.lastSweep).toMatchObject({ repaired: 2 });
    expect(await portal.differing()).toEqual([]);
    expect(await check(portal)).toBe(0);
  });

  it("is left alone for an hour where the app may not read it, and sweeps go on", async () => {
    const portal = await SweptPortal.of(portals.world("no scope"), sandbox);
    await using refusing = await recordingServer(() => ({
      status: 403,
      json: { category: "MISSING_SCOPES", message: "developer.webhooks_journal.read is missing." },
    }));
    process.env["HUBSPOT_API_URL"] = refusing.url;
    await check(portal);
    portal.here.now += aDay;
    await check(portal);
    process.env["HUBSPOT_API_URL"] = sandbox.url;
    expect(refusing.requests).toHaveLength(1);
    expect((await positionOf(portal))?.problem?.message).toMatch(/webhooks_journal/);
    expect(portal.here.imports.messages).toHaveLength(1);
  });
});

describe("a sweep", { timeout: 120_000 }, () => {
  it("begins once a day by itself, and not while one is under way", async () => {
    const portal = await watched("daily");
    const { here } = portal;
    expect(here.imports.messages).toEqual([]);
    const begun: number[] = [];
    for (let hour = 0; hour < 72; hour += 1) {
      here.now += 3_600_000;
      await check(portal);
      await check(portal);
      if (here.imports.messages.length > 0) begun.push(hour);
      await importTurns(here);
    }
    expect(begun).toHaveLength(3);
    expect(new Set(begun.map((hour) => hour % 24)).size).toBe(1);
  });

  it("that failed is gone on with once a day, not at every check", async () => {
    const portal = await watched("failed");
    const { here, connection } = portal;
    const { imports } = here.storage;
    let begun = 0;
    for (let hour = 0; hour < 72; hour += 1) {
      here.now += 3_600_000;
      await check(portal);
      if (here.imports.take().length === 0) continue;
      begun += 1;
      const job = await imports.get(here.workspaceId, connection.id);
      if (job === undefined) throw new Error("There is no import.");
      await imports.write({ ...job, state: "failed", problem: { at: here.now, message: "No." } });
    }
    expect(begun).toBe(3);
  });
});
