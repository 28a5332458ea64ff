import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { connectPortal, importTurn, importTurns } from "../flow/imported-portal.ts";
import { World } from "../flow/world.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: RunningSandbox & AsyncDisposable;
beforeAll(async () => {
  ({ database, world } = await World.start());
  sandbox = await runSandbox({ population: { companies: 4, contactsEach: 5 } });
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await database.stop();
});

describe("an import", () => {
  it("shows how far it is, in records and percent", async () => {
    const here = world("progress");
    const client = await Client.of(here);
    const { id } = await connectPortal(here);
    const shown = async () => (await client.get(`/api/v1/connections/${id}`)).json;
    expect(await shown()).toMatchObject({ import: { state: "running", records: 0 } });
    await importTurn(here);
    expect(await shown()).toMatchObject({ import: { total: 24, percent: 0 } });
    await importTurns(here);
    expect(await shown()).toMatchObject({
      import: { state: "done", records: 24, total: 24, percent: 100, refused: 0 },
    });
  });

  it("that stopped says why and what to do; asked again, it goes on", async () => {
    const here = world("stopped");
    const client = await Client.of(here);
    const { id } = await connectPortal(here);
    const job = await here.storage.imports.get(here.workspaceId, id);
    if (job === undefined) throw new Error("No import was begun.");
    const problem = { at: here.now, message: "HubSpot refused with 403: no scope." };
    await here.storage.imports.write({ ...job, state: "failed", problem });
    const path = `/api/v1/connections/${id}`;
    expect((await client.get(path)).json).toMatchObject({
      import: { problem: { remedy: expect.stringContaining(`POST ${path}/import`) } },
    });
    const again = await client.post(`${path}/import`, undefined);
    expect([again.status, again.json]).toMatchObject([202, { import: { state: "running" } }]);
    expect(await importTurns(here)).toMatchObject({ id: job.id, state: "done", records: 24 });
    await client.post(`${path}/import`, undefined);
    const next = await importTurns(here);
    expect(next).toMatchObject({ state: "done", records: 24 });
    expect(next.id).not.toBe(job.id);
  });

  it("is not for a source that only sends, nor for one that is not connected", async () => {
    const client = await Client.of(world("nothing"));
    for (const [kind, title] of [
      ["webhook", "Nothing to import"],
      ["hubspot", "Not connected"],
    ] as const) {
      const made = await client.post("/api/v1/connections", { kind, name: kind });
      const answer = await client.post(`/api/v1/connections/${made.json.id}/import`, undefined);
      expect([answer.status, answer.json]).toMatchObject([409, { title }]);
    }
  });
});

describe("the catalogue of attributes", () => {
  it("has the CRM's labels, types and choices, also of what nobody has a value of", async () => {
    const here = world("catalogue");
    const client = await Client.of(here);
    const { id: connection } = await connectPortal(here);
    await importTurn(here);
    const { json } = await client.get("/api/v1/attributes?object=contact");
    const described = (name: string) => json.items.find((each) => each.name === name);
    expect(described("partner_tier")).toEqual({
      object: "contact",
      name: "partner_tier",
      seen: {},
      filled: 0,
      sources: [
        {
          connection,
          label: "Partner tier",
          property: "partner_tier",
          type: "enum",
          options: ["Registered", "Silver", "Gold", "Platinum"].map((value) => ({
            value,
            label: value,
          })),
        },
      ],
    });
    expect(described("product_modules")).toMatchObject({ sources: [{ type: "strings" }] });
    expect(described("certified_at")).toMatchObject({ sources: [{ type: "date", options: [] }] });
  });
});
