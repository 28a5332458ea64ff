import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { LocalMuster } from "../../infra/local/replay/local-muster.ts";
import { tiers } from "../../infra/local/sandbox/property-definitions.ts";
import { PortalSystem } from "../portal-system.ts";
import { Random, seedOf } from "../segmentation/random.ts";

const population = { companies: 4, contactsEach: 10 };
const fiveMinutes = 300_000;

const Shown = z.object({
  journal: z.object({ readAt: z.string(), recovered: z.number() }).optional(),
  lastSweep: z
    .object({ at: z.string(), lost: z.number(), deleted: z.number(), repaired: z.number() })
    .optional(),
});

let portal: PortalSystem;
let muster: LocalMuster;
let connection: string;
beforeAll(async () => {
  portal = await PortalSystem.start(population);
  muster = new LocalMuster(portal.system.url, portal.system.token);
  connection = await portal.connect();
  await portal.listedSegment(connection, "Gold", {
    combinator: "and",
    rules: [{ field: "partner_tier", operator: "=", value: "Gold" }],
  });
  await muster.idle();
});
afterAll(() => portal[Symbol.asyncDispose]());

const random = new Random(seedOf("sweep of a running system"));

/** From now on so many webhook events get lost, so many come twice. */
function disturb(lost: number, repeated: number): void {
  portal.sandbox.crm.line = (events) =>
    events.flatMap((event) => {
      if (random.chance(lost)) return [];
      return random.chance(repeated) ? [event, event] : [event];
    });
}

function changeTiers(): void {
  for (const { id } of portal.sandbox.crm.records.all("contacts"))
    portal.sandbox.crm.change("contacts", id, { partner_tier: random.pick(tiers) });
}

const shown = async () => Shown.parse(await portal.call(`/api/v1/connections/${connection}`));

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(100);
}

/** Moves the clock to the next check of all sources, and waits until it was made. */
async function nextCheck(): Promise<void> {
  const readAt = async () => (await shown()).journal?.readAt;
  const before = await readAt();
  // A journey that takes longer than planned may miss it.
  for (let tries = 0; tries < 5; tries += 1) {
    const boundary = Math.ceil(((await muster.now()) + 10_000) / fiveMinutes) * fiveMinutes;
    await muster.travelTo(new Date(boundary - 3_000).toISOString());
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      if ((await readAt()) !== before) return;
      await pause(100);
    }
  }
  throw new Error("No check was made.");
}

async function isEqual(): Promise<boolean> {
  const expected = portal.selected("partner_tier", "Gold");
  const listed = await portal.listed("Gold");
  return expected.symmetricDifference(listed).size === 0;
}

describe("a portal whose webhooks get lost", () => {
  it("is repaired by its journal within one check", async () => {
    await nextCheck();
    disturb(0.05, 0.2);
    changeTiers();
    disturb(1, 0);
    changeTiers();
    expect(await isEqual()).toBe(false);
    await nextCheck();
    await until(isEqual);
    expect((await shown()).journal?.recovered).toBeGreaterThan(0);
  });

  it("is repaired by a sweep, deletions too; another one finds nothing", async () => {
    await muster.idle();
    disturb(1, 0);
    changeTiers();
    // Somebody who is on the list, and has to leave it.
    const [one] = await portal.listed("Gold");
    portal.sandbox.crm.remove("contacts", one ?? "");
    portal.sandbox.crm.journal.forget();
    const sweep = async () => {
      const before = (await shown()).lastSweep?.at;
      await portal.call(`/api/v1/connections/${connection}/sweeps`, {});
      await until(async () => (await shown()).lastSweep?.at !== before);
      await muster.idle();
      return (await shown()).lastSweep;
    };
    await sweep();
    await until(isEqual);
    expect(await sweep()).toMatchObject({ lost: 0, deleted: 0, repaired: 0 });
  });
});
