import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../api/client.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Connected, workOn } from "./connected-workspace.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

describe("a connection whose app an admin uninstalls", () => {
  it("says so, says who can mend it, and loses nothing until it is connected again", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("uninstalled"), sandbox.url);
    await here.tier("40001", "Gold", 1);
    await here.push();
    expect(await here.list()).toEqual(["40001"]);

    await here.atCrm("/sandbox/app/uninstall");
    await here.tier("40002", "Gold", 2);
    await here.push();
    expect(await here.view()).toMatchObject({
      state: "reconnect-needed",
      grant: { by: "dana@northwind-crm.example", at: "2026-11-22T10:00:00.000Z" },
      lastError: { message: expect.stringContaining("invalid_grant") },
      remedy: expect.stringContaining("dana@northwind-crm.example, or another admin,"),
    });

    await here.tier("40001", "Silver", 3);
    await here.push();
    expect(await here.list()).toEqual(["40001"]);

    const asked = await here.client.post(
      `/api/v1/connections/${here.connectionId}/grants`,
      undefined,
    );
    await here.grant(asked.json.authorizeUrl);
    await here.push();
    expect(await here.list()).toEqual(["40002"]);
    const mended = await here.view();
    expect(mended).toMatchObject({ state: "connected" });
    expect(mended).not.toHaveProperty("remedy");
    expect(mended).not.toHaveProperty("lastError");
  });

  it("is the one that is mended where somebody connects the same account anew", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("anew"), sandbox.url);
    await here.atCrm("/sandbox/app/uninstall");
    await here.tier("40003", "Gold", 1);
    await here.push();
    expect(await here.view()).toMatchObject({ state: "reconnect-needed" });
    const second = await here.connect();
    expect(second).not.toBe(here.connectionId);
    expect((await here.client.get(`/api/v1/connections/${second}`)).status).toBe(404);
    expect(await here.view()).toMatchObject({ state: "connected" });
    await here.push();
    expect(await here.list()).toEqual(["40003"]);
  });

  it("goes on without anybody where only its access token ran out", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("ran-out"), sandbox.url);
    await here.atCrm("/sandbox/app/expire-access");
    await here.tier("40004", "Gold", 1);
    await here.push();
    expect(await here.list()).toEqual(["40004"]);
    expect(await here.view()).toMatchObject({ state: "connected" });
  });
});

describe("a system that refuses the access token it was connected with", () => {
  it("says what to do, and gets what waited once it is given another", async () => {
    process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
    await using academy = await recordingServer(({ headers }) => ({
      status: headers.authorization === "Bearer valid" ? 201 : 401,
    }));
    const here = world("wrong-token");
    const client = await Client.of(here);
    const wanted = { kind: "lms", name: "Academy", baseUrl: academy.url, secret: "wrong" };
    const { json } = await client.post("/api/v1/connections", wanted);
    const path = `/api/v1/connections/${json.id}`;
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const course = { kind: "course", connectionId: json.id, courseId: "c-1" };
    await client.post(`/api/v1/segments/${segment.id}/destinations`, course);
    await here.apply(crm.says(set("1", { tier: "Gold", email: "ann@acme.test" }, 1)));
    await here.settle();
    await workOn(here, client, "lms");
    expect((await client.get(path)).json).toMatchObject({
      state: "reconnect-needed",
      remedy: expect.stringContaining(`PATCH ${path}`),
    });
    expect((await client.call("PATCH", path, { body: { secret: "valid" } })).json).toMatchObject({
      state: "connected",
    });
    const before = academy.requests.length;
    await workOn(here, client, "lms");
    expect(academy.requests.slice(before)).toMatchObject([
      { method: "PUT", headers: { authorization: "Bearer valid" } },
    ]);
  });
});
