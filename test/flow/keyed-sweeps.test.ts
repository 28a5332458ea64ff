import { afterAll, beforeAll, expect, it } from "vitest";
import { targetOf } from "../../shared/connectors/registry.ts";
import { SweepJob } from "../../shared/contracts/sweep.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { addConnection } from "../../shared/flow/connect.ts";
import { startSweep } from "../../shared/flow/start-sweep.ts";
import { Client } from "../api/client.ts";
import { lineTo } from "../connectors/line-to.ts";
import { samplePush } from "../connectors/samples.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { workOn } from "./connected-workspace.ts";
import { Source, set, where } from "./messages.ts";
import { sweepTurn } from "./sweeping.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  ({ database, world } = await World.start());
  sandbox = await runSandbox({});
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await database.stop();
});

const partnership = (index: number) => `part_00000${index}`;

it.each([
  ["klaviyo", "klaviyo-list"],
  ["activecampaign", "activecampaign-tag"],
  ["partnerstack", "partnerstack-tag"],
] as const)(
  "a sweep of %s finds who was taken out by hand, and who was put in",
  async (kind, to) => {
    const here = world(`sweep ${kind}`);
    const client = await Client.of(here);
    const { workspaceId } = here;
    const connection = await addConnection(here.context, {
      workspaceId,
      kind,
      name: kind,
      state: "connected",
      baseUrl: `${sandbox.url}/${kind}`,
      apiKey: sandbox.keys[kind],
    });
    const segment = await here.segment({ name: `Of ${kind}`, rule: where("tier", "=", "Gold") });
    const source = new Source(connection.id, 1);
    const people = [1, 2, 3].map((index) =>
      set(partnership(index), { email: `p${index}@${kind}.test`, tier: "Gold" }),
    );
    await here.apply(source.says(...people));
    await here.settle();
    const { id } = await bindDestination(here.context, segment, {
      kind: to,
      connectionId: connection.id,
    });
    await workOn(here, client, kind);
    const destination = await here.storage.destinations.get(workspaceId, segment.id, id);
    if (destination === undefined) throw new Error("The destination was not stored.");
    const target = targetOf(to);
    const request = { destination, connection, now: here.now };
    const present = async () => (await target.members?.page(request, undefined))?.keys.toSorted();
    const before = await present();
    expect(before).toHaveLength(3);

    const named = (index: number) =>
      samplePush(`p${index}`, { recordId: partnership(index), email: `p${index}@${kind}.test` });
    await target.push({ ...request, add: [named(9)], remove: [named(1), named(2)] });
    expect(await present()).toHaveLength(2);
    here.now += 120_000;
    await startSweep(here.context, destination);
    while (await sweepTurn(here));
    await workOn(here, client, kind);
    expect(await present()).toEqual(before);
    const swept = await here.storage.sweeps.get({
      workspaceId,
      segmentId: segment.id,
      destinationId: id,
    });
    expect(SweepJob.parse(swept)).toMatchObject({ state: "done", missing: 2, surplus: 1 });
  },
);

it("a sweep of a directory that names no members of a group says so once somebody was put in", async () => {
  const here = world("sweep scim");
  const client = await Client.of(here);
  const { workspaceId } = here;
  await using line = await lineTo(sandbox.url);
  line.disturb(({ method, path }) =>
    method === "GET" && path.includes("/Groups/") ? { status: 200, json: {} } : undefined,
  );
  const connection = await addConnection(here.context, {
    workspaceId,
    kind: "scim",
    name: "Directory",
    state: "connected",
    baseUrl: `${line.url}/scim-directory`,
    apiKey: sandbox.keys.scim,
  });
  const segment = await here.segment({ name: "Silent", rule: where("tier", "=", "Gold") });
  const source = new Source(connection.id, 1);
  await here.apply(source.says(set("1", { email: "stranger@scim.test", tier: "Gold" })));
  await here.settle();
  const { id } = await bindDestination(here.context, segment, {
    kind: "scim-group",
    connectionId: connection.id,
  });
  const swept = async () => {
    here.now += 120_000;
    const destination = await here.storage.destinations.get(workspaceId, segment.id, id);
    if (destination === undefined) throw new Error("The destination was not stored.");
    await startSweep(here.context, destination);
    while (await sweepTurn(here));
    const place = { workspaceId, segmentId: segment.id, destinationId: id };
    return here.storage.sweeps.get(place);
  };
  await workOn(here, client, "scim");
  expect(await swept()).toMatchObject({ state: "done" });

  const known = sandbox.crm.records.all("contacts")[0]?.properties["email"] ?? "";
  await here.apply(source.says(set("2", { email: known, tier: "Gold" }, 1)));
  await here.settle();
  await workOn(here, client, "scim");
  expect(await swept()).toMatchObject({
    state: "failed",
    missing: 0,
    problem: { message: expect.stringMatching(/cannot be read back/) },
  });
});
