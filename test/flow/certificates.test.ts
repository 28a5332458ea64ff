import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import { Client } from "../api/client.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, merged, set, where } from "./messages.ts";
import { audience, deliver, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const dayMs = 86_400_000;

/** Ann has passed; who passed is awarded a certificate. */
async function awarding(name: string, terms: { onExit: "revoke" | "keep"; validFor?: string }) {
  const here = world(name);
  await here.apply(crm.says(set("ann", { passed: true, email: "ann@acme.test" })));
  const passed = await here.segment({ name: "Passed", rule: where("passed", "=", true) });
  const kind = { kind: "certificate", certificate: "Sales expert", ...terms } as const;
  await program(here, { ...audience(here, [passed]), ...kind });
  const client = await Client.of(here);
  const { id } = (await client.get("/api/v1/profiles?key=crm:ann")).json;
  const held = async () => (await client.get(`/api/v1/profiles/${id}/certificates`)).json.items;
  return { here, client, held };
}

/** What the bus was told of certificates since the last time. */
function told(here: World): string[] {
  const events = here.events.filter(({ detailType }) => detailType.startsWith("certificate."));
  here.events.splice(0);
  return events.map(({ detailType }) => detailType);
}

describe("certificates", () => {
  it("are awarded on entering, verified by anybody who has the id, and revoked on leaving", async () => {
    const { here, client, held } = await awarding("award", { onExit: "revoke" });
    await deliver(here);
    expect(told(here)).toEqual(["certificate.awarded"]);
    const [certificate] = await held();
    expect(certificate).toMatchObject({ certificate: "Sales expert", state: "valid" });
    const path = `/api/v1/certificates/${certificate?.id}`;
    const anybody = { authorization: "" };
    const verified = await client.get(path, anybody);
    expect(verified.json).toMatchObject({ certificate: "Sales expert", state: "valid" });
    // Its own id is random letters, and may spell anything.
    expect(verified.text.replaceAll(certificate?.id ?? "", "")).not.toMatch(/ann|prg_/);
    expect((await client.get(`${path}x`, anybody)).status).toBe(404);
    await here.apply(crm.says(set("ann", { passed: false }, 1)));
    await here.settle();
    await deliver(here);
    expect(told(here)).toEqual(["certificate.revoked"]);
    expect((await client.get(path, anybody)).json).toMatchObject({ state: "revoked" });
  });

  it("expire at their instant, which is told within the minute and once", async () => {
    const { here, held } = await awarding("expiry", { onExit: "keep", validFor: "P30D" });
    await deliver(here);
    told(here);
    here.now += 30 * dayMs - 1;
    await advancePrograms(here.context);
    expect(told(here)).toEqual([]);
    expect(await held()).toMatchObject([{ state: "valid" }]);
    here.now += 1;
    expect(await held()).toMatchObject([{ state: "expired" }]);
    await advancePrograms(here.context);
    await advancePrograms(here.context);
    expect(told(here)).toEqual(["certificate.expired"]);
  });

  it("stay with whom two profiles become, and are revoked when that one leaves", async () => {
    const { here, client } = await awarding("merged", { onExit: "revoke" });
    await here.apply(crm.says(set("old", { passed: true, email: "old@acme.test" })));
    await here.settle();
    await deliver(here);
    const { id } = (await client.get("/api/v1/profiles?key=crm:old")).json;
    const held = async () => (await client.get(`/api/v1/profiles/${id}/certificates`)).json.items;
    const [before] = await held();
    await here.apply(crm.says(set("new", { passed: true, email: "new@acme.test" })));
    await here.apply(crm.says(merged("new", ["old"], 1)));
    await here.settle();
    await deliver(here);
    expect(await held()).toMatchObject([{ state: "valid" }]);
    await here.apply(crm.says(set("new", { passed: false }, 2)));
    await here.settle();
    await deliver(here);
    expect(await held()).toMatchObject([{ state: "revoked" }]);
    const verified = await client.get(`/api/v1/certificates/${before?.id}`, { authorization: "" });
    expect(verified.json).toMatchObject({ id: before?.id, state: "revoked" });
  });

  it("count where one of two who become one had lost theirs and the other had not", async () => {
    const { here, held } = await awarding("kept-by-one", { onExit: "revoke" });
    await deliver(here);
    await here.apply(crm.says(set("ann", { passed: false }, 1)));
    await here.apply(crm.says(set("old", { passed: true, email: "old@acme.test" }, 1)));
    await here.settle();
    await deliver(here);
    expect(await held()).toMatchObject([{ state: "revoked" }]);
    await here.apply(crm.says(merged("ann", ["old"], 2)));
    await here.settle();
    await deliver(here);
    expect(await held()).toMatchObject([{ state: "valid" }]);
  });

  it("are awarded once however often the turn is told, also where the telling was cut off", async () => {
    const { here, held } = await awarding("repeats", { onExit: "revoke" });
    const events = [...here.events];
    const { bus } = here.context;
    const broken = { put: () => Promise.reject(new Error("cut off")) };
    Object.assign(here.context, { bus: broken });
    await expect(deliver(here)).rejects.toThrow("cut off");
    Object.assign(here.context, { bus });
    here.events.push(...events, ...events);
    await deliver(here);
    expect(new Set(told(here))).toEqual(new Set(["certificate.awarded"]));
    expect(await held()).toHaveLength(1);
  });
});
