import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileKeyOf } from "../../shared/flow/resolve-profiles.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import { visibleCell } from "../../shared/profiles/cells.ts";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import type { TestDatabase } from "../test-database.ts";
import { importTurns } from "./imported-portal.ts";
import { where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

describe("a sweep of an org", { timeout: 60_000 }, () => {
  it("finds who was deleted, merged or converted while nobody listened", async () => {
    await using org = await runOrg();
    const here = Object.assign(world("org"), { now: Date.now() });
    const connection = await here.storage.connections.write({
      ...(await org.connection()),
      workspaceId: here.workspaceId,
      id: "con_org",
      revision: 0,
    });
    const sweep = async () => {
      await startImport(here.context, connection);
      const job = await importTurns(here);
      const sent = here.changes.messages.length;
      await here.settle();
      return { ...job.lastSweep, sent };
    };
    const everybody = { name: "Everybody", rule: where("LastName", "notNull") };
    const segment = await here.segment(everybody);
    await sweep();
    expect(await here.size(segment)).toBe(135);

    const ids = async (type: string) => (await org.rows(type)).map(({ Id }) => Id);
    const [gone, twin, ann = "", bo] = await ids("Contact");
    const [lead, other] = await ids("Lead");
    await org.act("Contact", { act: "remove", id: gone });
    await org.act("Lead", { act: "remove", id: other });
    await org.act("Contact", { act: "update", id: twin, fields: { LastName: "Twin" } });
    await org.act("Contact", { act: "merge", id: twin, into: ann });
    const conversion = { IsConverted: true, ConvertedContactId: bo };
    await org.act("Lead", { act: "update", id: lead, fields: conversion });
    await org.act("Contact", { act: "update", id: bo, fields: { Title: "Partner" } });

    here.now = Date.now() + 600_000;
    const found = await sweep();
    expect(found).toMatchObject({ deleted: 2, lostValues: { "(merge)": 2, Title: 1 } });
    expect(await here.size(segment)).toBe(131);
    const key = profileKeyOf({ ...connection, connectionId: connection.id }, "contact", ann);
    const kept = (await here.storage.profiles.read([key])).get(key.id);
    const stands = (await org.rows("Contact")).find(({ Id }) => Id === ann);
    expect(kept && visibleCell(kept.cells, "LastName")?.value).toBe(stands?.["LastName"]);
    expect(await sweep()).toMatchObject({ lost: 0, deleted: 0, repaired: 0, sent: 0 });
  });
});
