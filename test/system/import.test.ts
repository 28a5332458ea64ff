import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { contact, type Muster, type Running, startMuster } from "./running.ts";

const population = { companies: 400, contactsEach: 24 };
const records = population.companies * (1 + population.contactsEach);

const Connections = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      import: z
        .object({ state: z.string(), records: z.number(), percent: z.number().optional() })
        .optional(),
    }),
  ),
});
const Lists = z.object({
  items: z.array(z.object({ name: z.string(), recordIds: z.array(z.string()) })),
});
const Records = z.object({
  items: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string()) })),
});

let running: Running;
let muster: Muster;
beforeAll(async () => {
  process.env["SANDBOX_COMPANIES"] = String(population.companies);
  process.env["SANDBOX_CONTACTS_EACH"] = String(population.contactsEach);
  process.env["SANDBOX_PERIOD_MS"] = "0";
  running = await startMuster({ sample: true });
  muster = running.muster;
});
afterAll(() => running.stop());

async function importNow() {
  const { items } = Connections.parse(await muster.read("/api/v1/connections"));
  return items.find(({ kind }) => kind === "hubspot")?.import;
}

async function sandbox(path: string): Promise<unknown> {
  return (await fetch(`${running.system.sandboxUrl}/sandbox/${path}`)).json();
}

describe(`a portal of ${records} records`, () => {
  it("comes in while webhooks of another source do not wait for it", async () => {
    const portal = await muster.connect("Portal");
    await muster.until(async () => {
      const job = await importNow();
      return job !== undefined && job.records >= 3_000 ? true : undefined;
    });
    await muster.send(portal, contact("ann", { tier: "Gold" }));
    await muster.until(async () => {
      const answer = await muster.call("GET", `/api/v1/profiles?key=${portal.id}:ann`);
      return answer.ok ? true : undefined;
    });
    expect((await fetch(`${muster.url}/local/idle`)).status).toBe(503);
    await muster.idle(200_000);
    expect(await importNow()).toMatchObject({ state: "done", records, percent: 100 });
  });

  it("never asks more of the CRM than its limit", async () => {
    expect(await sandbox("requests")).toMatchObject({ refused: 0 });
  });

  it("fills segments whose lists equal what the CRM itself would select", async () => {
    const { items: contacts } = Records.parse(await sandbox("records/contacts"));
    const gold = contacts.filter(({ properties }) => properties["partner_tier"] === "Gold");
    const { items: lists } = Lists.parse(await sandbox("lists"));
    const list = lists.find(({ name }) => name.endsWith("People — Gold partners"));
    expect(new Set(list?.recordIds)).toEqual(new Set(gold.map(({ id }) => id)));
  });
});
