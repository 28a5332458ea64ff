import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalMuster } from "../../infra/local/replay/local-muster.ts";
import { Sender, tierChange } from "../bench/pipeline/sender.ts";
import { PortalSystem } from "../portal-system.ts";

const population = { companies: 400, contactsEach: 24 };
const records = 10_000;

let portal: PortalSystem;
let muster: LocalMuster;
beforeAll(async () => {
  portal = await PortalSystem.start(population);
  muster = new LocalMuster(portal.system.url, portal.system.token);
});
afterAll(() => portal[Symbol.asyncDispose]());

describe(`a portal of ${records} records`, () => {
  it("comes in, while webhooks of another source do not wait for it", {
    timeout: 600_000,
  }, async () => {
    const source = await muster.connect("Portal");
    const connection = await portal.connect();
    await portal.listedSegment(connection, "Gold", {
      combinator: "and",
      rules: [{ field: "partner_tier", operator: "=", value: "Gold" }],
    });
    const read = async () => (await portal.importOf(connection))?.records ?? 0;
    while ((await read()) < 2_000) await pause(50);
    await new Sender(portal.system.url, source).send([tierChange("ann", "Gold")]);
    const key = `/api/v1/profiles?key=${source.id}:ann`;
    const isThere = async () => portal.call(key).then(Boolean, () => false);
    while (!(await isThere())) await pause(50);
    expect((await fetch(`${portal.system.url}/local/idle`)).status).toBe(503);
    await muster.idle();
    expect(await portal.importOf(connection)).toMatchObject({
      state: "done",
      records,
      percent: 100,
    });
  });

  it("fills a list with those whom the CRM itself would select", async () => {
    const selected = portal.selected("partner_tier", "Gold");
    expect(selected.size).toBeGreaterThan(1_000);
    expect(await portal.listed("Gold")).toEqual(selected);
  });

  it("never asks more of the CRM than it takes", async () => {
    const { taken, refused } = await portal.requests();
    expect(refused).toBe(0);
    expect(taken).toBeGreaterThan(records / 100);
  });
});
