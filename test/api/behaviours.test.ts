import { afterAll, beforeAll, expect, it } from "vitest";
import { atLeast, crm, did } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

it("how long a behaviour is kept is said, shown, and held against rules that look further back", async () => {
  const here = world("behaviours");
  const client = await Client.of(here);
  await here.apply(crm.says(did("1", "login", here.now - 1_000)));
  await here.settle();
  const path = "/api/v1/behaviours/contact/login";
  const put = (retention: string | null) => client.call("PUT", path, { body: { retention } });
  const listed = async () =>
    JSON.parse((await client.get("/api/v1/behaviours?object=contact")).text);
  expect(await listed()).toEqual({ items: [{ object: "contact", name: "login", count: 1 }] });
  expect(await put("P400D")).toMatchObject({ status: 200, json: { retention: "P400D" } });
  expect(await listed()).toMatchObject({
    items: [{ name: "login", count: 1, retention: "P400D" }],
  });
  for (const wrong of ["P1M", "PT1H", "soon"])
    expect(await put(wrong)).toMatchObject({ status: 422, json: { pointer: "/retention" } });

  const codes = async (window: string) => {
    const body = { object: "contact", rule: atLeast(1, "login", window) };
    const { json } = await client.post("/api/v1/segments/preview", body);
    return json.findings.map(({ code }) => code);
  };
  expect(await codes("P401D")).toContain("beyond-retention");
  expect(await codes("P400D")).not.toContain("beyond-retention");
  const looking = { name: "Long ago", object: "contact", owner: "Ann" };
  const rule = atLeast(1, "login", "P2Y");
  const { json } = await client.post("/api/v1/segments", { ...looking, rule });
  expect(json.warnings).toContainEqual(expect.stringContaining("is kept for 400 days"));

  expect((await put(null)).status).toBe(200);
  expect(await codes("P2Y")).not.toContain("beyond-retention");
});

it("who had a behaviour forgotten sooner is in the log, with how long it was kept before", async () => {
  const here = world("forgetting");
  const client = await Client.of(here);
  const logged: unknown[] = [];
  here.context.log.info = (message, fields) => {
    if (message === "retention declared") logged.push(fields);
  };
  const path = "/api/v1/behaviours/contact/login";
  for (const retention of ["P400D", "P4D", null])
    await client.call("PUT", path, { body: { retention } });
  const by = expect.stringMatching(/^token-/);
  const { workspaceId } = here;
  const said = { workspaceId, object: "contact", behaviour: "login", by };
  expect(logged).toEqual([
    { ...said, from: "for ever", to: "P400D" },
    { ...said, from: "P400D", to: "P4D" },
    { ...said, from: "P4D", to: "for ever" },
  ]);
});
