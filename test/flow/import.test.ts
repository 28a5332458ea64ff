import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { companyIdOf, parentIdOf } from "../../infra/local/sandbox/program.ts";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import { importedChanges } from "../../shared/flow/import-changes.ts";
import { profileKeyOf } from "../../shared/flow/resolve-profiles.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import { visibleCell } from "../../shared/profiles/cells.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { connectPortal, importTurns } from "./imported-portal.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import type { World } from "./world.ts";

const population = { companies: 12, contactsEach: 10 };
const records = 132;

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start(population);
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

async function profileOf(
  { storage, workspaceId }: World,
  { id: connectionId }: Connection,
  object: "contact" | "company",
  recordId: string,
): Promise<Profile> {
  const key = profileKeyOf({ workspaceId, connectionId }, object, recordId);
  const profile = (await storage.profiles.read([key])).get(key.id);
  if (profile === undefined) throw new Error(`${object} ${recordId} did not come in.`);
  return profile;
}

const valueIn = ({ cells }: Profile, name: string) => visibleCell(cells, name)?.value;

describe("an import", () => {
  it("brings in every contact and company as they are, with companies and those above", async () => {
    const here = portals.world("all");
    const connection = await connectPortal(here);
    expect(await importTurns(here)).toMatchObject({
      state: "done",
      records,
      totals: { company: 12, contact: 120 },
      refused: 0,
    });
    await here.settle();
    for (const contact of sandbox.crm.records.all("contacts")) {
      const profile = await profileOf(here, connection, "contact", contact.id);
      const { properties, updatedAt } = contact;
      expect(visibleCell(profile.cells, "email")).toEqual({
        connectionId: connection.id,
        value: properties["email"],
        at: updatedAt,
      });
      expect(valueIn(profile, "weekly_active_days")).toBe(Number(properties["weekly_active_days"]));
      expect(valueIn(profile, "regulated_role")).toBe(properties["regulated_role"] === "true");
      expect(valueIn(profile, "certified_at")).toBe(properties["certified_at"] || undefined);
      expect(profile.associations.map(({ recordId }) => recordId)).toEqual([
        companyIdOf(contact.id, population),
      ]);
    }
    for (const { id } of sandbox.crm.records.all("companies")) {
      const { associations } = await profileOf(here, connection, "company", id);
      const above = parentIdOf(id);
      expect(associations.map(({ recordId }) => recordId)).toEqual(above ? [above] : []);
    }
  });

  it("again writes only what differs: changed, cleared, and no longer associated", async () => {
    const here = portals.world("again");
    const connection = await connectPortal(here);
    await importTurns(here);
    await here.settle();
    const unchanged = await profileOf(here, connection, "contact", "40002");
    sandbox.crm.change("contacts", "40001", { jobtitle: "", region: "Elsewhere" });
    const stray = { object: "company", recordId: "7777" } as const;
    await here.apply({
      connectionId: connection.id,
      rank: 1,
      receivedAt: here.now,
      changes: [
        {
          object: "contact",
          recordId: "40001",
          at: Date.now() - 1_000,
          body: { kind: "association", to: stray, removed: false },
        },
      ],
    });

    await startImport(here.context, connection);
    expect(await importTurns(here)).toMatchObject({ state: "done", records });
    const sent = here.changes.messages.map(({ body }) => body);
    expect(sent).toMatchObject([
      {
        changes: [
          { recordId: "40001", body: { values: { jobtitle: null, region: "Elsewhere" } } },
          { recordId: "40001", body: { to: stray, removed: true } },
        ],
      },
    ]);
    await here.settle();
    const changed = await profileOf(here, connection, "contact", "40001");
    expect(valueIn(changed, "jobtitle")).toBeUndefined();
    expect(valueIn(changed, "region")).toBe("Elsewhere");
    expect(await profileOf(here, connection, "contact", "40002")).toEqual(unchanged);
  });

  it("takes a share of the queue of its own", async () => {
    const here = portals.world("share");
    await connectPortal(here);
    await importTurns(here);
    expect(new Set(here.changes.messages.map(({ group }) => group))).toEqual(
      new Set([`${here.workspaceId}#import`]),
    );
  });
});

describe("a webhook that comes in during the import", () => {
  const at = Date.parse("2026-11-20T10:00:00Z");
  const imported = [{ recordId: "9", at, values: { tier: "Gold" } }];
  const told = (minutes: number) => ({
    object: "contact" as const,
    recordId: "9",
    at: at + minutes * 60_000,
    body: { kind: "attributes" as const, values: { tier: "Silver" } },
  });

  it.each([
    ["of something later wins", 1, "first", "Silver"],
    ["of something later wins", 1, "last", "Silver"],
    ["of something earlier loses", -1, "first", "Gold"],
    ["of something earlier loses", -1, "last", "Gold"],
  ])("and tells %s (%i minutes, applied %s)", async (_, minutes, place, value) => {
    const here = portals.world(`webhook ${minutes} ${place}`);
    const connection = await connectPortal(here);
    const changes = await importedChanges(here.context, connection, "contact", imported, {
      at,
      links: [],
    });
    const order = place === "first" ? [told(minutes), ...changes] : [...changes, told(minutes)];
    for (const change of order)
      await here.apply({
        connectionId: connection.id,
        rank: 1,
        receivedAt: here.now,
        changes: [change],
      });
    expect(valueIn(await profileOf(here, connection, "contact", "9"), "tier")).toBe(value);
  });
});
