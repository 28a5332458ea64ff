import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { between, seededRandom } from "../../infra/local/sandbox/randomness.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { repairDrift } from "../../shared/flow/repair-drift.ts";
import { startSweep } from "../../shared/flow/start-sweep.ts";
import { syncPage } from "../../shared/flow/sync-destination.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Connected, workOn } from "./connected-workspace.ts";
import { Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const Shown = z.object({
  items: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string()) })),
});
const Offered = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
    }),
  ),
});

async function read<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const answer: unknown = await (await fetch(url)).json();
  return schema.parse(answer);
}

/** What the records of the portal name as their segments, by record. */
async function shown({ sandboxUrl }: Connected): Promise<Record<string, string[]>> {
  const { items } = await read(`${sandboxUrl}/sandbox/records/contacts`, Shown);
  return Object.fromEntries(
    items.flatMap(({ id, properties }): [string, string[]][] => {
      const value = properties["muster_segments"] ?? "";
      return value === "" ? [] : [[id, value.split(";")]];
    }),
  );
}

async function offered({ sandboxUrl }: Connected) {
  const { items } = await read(`${sandboxUrl}/sandbox/properties/contacts`, Offered);
  return items.find(({ name }) => name === "muster_segments")?.options;
}

/** A segment of those whose flag is set, which shows in the property. */
async function bound(workspace: Connected, flag: string) {
  const { here, client, connectionId } = workspace;
  const segment = await here.segment({ name: `With ${flag}`, rule: where(flag, "=", true) });
  const path = `/api/v1/segments/${segment.id}/destinations`;
  const { json, status } = await client.post(path, { kind: "hubspot-property", connectionId });
  expect(status).toBe(201);
  await workspace.push();
  return { id: segment.id, address: `${path}/${json.id}` };
}

async function flags(
  { here, connectionId }: Connected,
  minute: number,
  values: Record<string, Record<string, boolean>>,
): Promise<void> {
  const changes = Object.entries(values).map(([id, own]) => set(id, own, minute));
  await here.apply(new Source(connectionId, 1).says(...changes));
  await here.settle();
}

describe("a property that names the segments of a record", () => {
  it("shows what each record is in, whichever segment changed", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("shown"), sandbox.url);
    const beta = await bound(here, "beta");
    const vip = await bound(here, "vip");
    await flags(here, 1, { 40001: { beta: true, vip: true }, 40002: { vip: true } });
    await here.push();
    const both = [beta.id, vip.id].toSorted();
    expect(await shown(here)).toEqual({ 40001: both, 40002: [vip.id] });
    await flags(here, 2, { 40001: { vip: false }, 40002: { beta: true } });
    await here.push();
    expect(await shown(here)).toEqual({ 40001: [beta.id], 40002: both });
    await flags(here, 3, { 40001: { beta: false } });
    await here.push();
    expect(await shown(here)).toEqual({ 40002: both });
  });

  it("offers each segment under its name, a new name too, and no two alike", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("named"), sandbox.url);
    const beta = await bound(here, "beta");
    const twin = await bound(here, "beta");
    expect(await offered(here)).toMatchObject([
      { value: beta.id, label: "With beta" },
      { value: twin.id, label: "With beta (2)" },
    ]);
    await here.client.call("PATCH", `/api/v1/segments/${beta.id}`, { body: { name: "Testers" } });
    await here.push();
    expect(await offered(here)).toMatchObject([
      { value: beta.id, label: "Testers" },
      { value: twin.id, label: "With beta (2)" },
    ]);
  });

  it("no longer names a segment that is unbound, and leaves the others alone", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("withdrawn"), sandbox.url);
    const beta = await bound(here, "beta");
    const vip = await bound(here, "vip");
    await flags(here, 1, { 40001: { beta: true, vip: true }, 40002: { vip: true } });
    await here.push();
    expect((await here.client.call("DELETE", vip.address)).status).toBe(204);
    const states = async () =>
      (await here.client.get(`/api/v1/segments/${vip.id}/destinations`)).json.items;
    expect(await states()).toMatchObject([{ state: "withdrawing" }]);
    await flags(here, 2, { 40003: { vip: true } });
    await here.push();
    expect(await shown(here)).toEqual({ 40001: [beta.id] });
    expect(await offered(here)).toMatchObject([{ value: beta.id }]);
    expect(await states()).toEqual([]);
  });

  it("is taken back although access was lost meanwhile, or never, where an admin insists", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("insists"), sandbox.url);
    const [beta, vip] = [await bound(here, "beta"), await bound(here, "vip")];
    await flags(here, 1, { 40001: { beta: true, vip: true } });
    await here.push();
    await here.atCrm("/sandbox/app/uninstall");
    for (const { address } of [beta, vip]) await here.client.call("DELETE", address);
    await here.push();
    const states = async ({ id }: typeof beta) =>
      (await here.client.get(`/api/v1/segments/${id}/destinations`)).json.items;
    expect(await states(beta)).toMatchObject([
      { state: "withdrawing", lastError: { message: expect.stringContaining("invalid_grant") } },
    ]);
    await here.client.call("DELETE", vip.address);
    expect(await states(vip)).toEqual([]);
    const grants = `/api/v1/connections/${here.connectionId}/grants`;
    await here.grant((await here.client.post(grants, undefined)).json.authorizeUrl);
    await here.push();
    expect(await states(beta)).toEqual([]);
    expect(await offered(here)).toMatchObject([{ value: vip.id }]);
    expect(await shown(here)).toEqual({});
  });

  it("is never an attribute: what Muster wrote comes back and changes nothing", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("echo"), sandbox.url);
    const beta = await bound(here, "beta");
    await flags(here, 1, { 40001: { beta: true } });
    await here.push();
    const key = `/api/v1/profiles?key=${here.connectionId}:40001`;
    const before = (await here.client.get(key)).json;
    expect(before.attributes).not.toHaveProperty("muster_segments");
    const { hubspot } = await import("../../shared/connectors/hubspot/connector.ts");
    const event = {
      portalId: 48_151_623,
      subscriptionType: "contact.propertyChange",
      occurredAt: here.here.now,
      objectId: 40_001,
      propertyName: "muster_segments",
      propertyValue: beta.id,
      changeSource: "INTEGRATION",
    };
    const body = new TextEncoder().encode(JSON.stringify([event]));
    const [parsed] = hubspot.webhooks?.parse(body, here.here.now) ?? [];
    expect(parsed).toMatchObject({ eventCount: 1, ignoredCount: 1 });
    expect(parsed?.changes({ propertyTypes: {} })).toEqual([]);
  });
});

/** A line to the sandbox on which writes of records can be held up. */
async function slowLine(sandboxUrl: string) {
  const held: (() => void)[] = [];
  let isSlow = false;
  const server = await recordingServer(async ({ method, path, headers, body }) => {
    const isWrite = path.endsWith("/batch/update");
    if (isSlow && isWrite) await new Promise<void>((resolve) => held.push(resolve));
    const { authorization = "" } = headers;
    const sent = { authorization, "content-type": headers["content-type"] ?? "" };
    const answer = await fetch(sandboxUrl + path, {
      method,
      headers: sent,
      ...(body === "" ? {} : { body }),
    });
    const text = await answer.text();
    return { status: answer.status, ...(text === "" ? {} : { json: JSON.parse(text) }) };
  });
  process.env["HUBSPOT_API_URL"] = server.url;
  return {
    server,
    held,
    slow: (yes: boolean) => {
      isSlow = yes;
    },
  };
}

/** Events of the bus so far, as messages of the queue. */
function events({ here }: Connected): PushMessage[] {
  return here.events
    .splice(0)
    .map(({ detailType, detail }) => PushMessage.parse({ "detail-type": detailType, detail }));
}

describe("two segments that show in one property", () => {
  it("do not name one that the property does not offer yet", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("not-yet"), sandbox.url);
    const beta = await bound(here, "beta");
    const vip = await here.here.segment({ name: "VIP", rule: where("vip", "=", true) });
    await flags(here, 1, { 40001: { vip: true } });
    events(here);
    const { context } = here.here;
    const { connectionId } = here;
    const wanted = { kind: "hubspot-property", connectionId } as const;
    const late = await bindDestination(context, vip, wanted);
    // Its members are noted, and its own flight has not begun.
    expect(await syncPage(context, late, undefined)).toHaveLength(1);
    await flags(here, 2, { 40001: { beta: true } });
    await pushMemberships(context, "hubspot", events(here));
    expect(await shown(here)).toEqual({ 40001: [beta.id] });
    await here.push();
    expect(await shown(here)).toEqual({ 40001: [beta.id, vip.id].toSorted() });
  });

  it("never undo each other, although one's write is on its way for long", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("in-flight"), sandbox.url);
    const beta = await bound(here, "beta");
    const vip = await bound(here, "vip");
    const line = await slowLine(sandbox.url);
    await using _server = line.server;
    line.slow(true);
    await flags(here, 1, { 40001: { beta: true } });
    const first = pushMemberships(here.here.context, "hubspot", events(here));
    await expect.poll(() => line.held.length, { timeout: 30_000 }).toBe(1);
    await flags(here, 2, { 40001: { vip: true } });
    await pushMemberships(here.here.context, "hubspot", events(here));
    expect(line.held).toHaveLength(1);
    line.slow(false);
    line.held[0]?.();
    await first;
    await workOn(here.here, here.client, "hubspot");
    expect(await shown(here)).toEqual({ 40001: [beta.id, vip.id].toSorted() });
  });

  it("both go on after the sweep of one, for whoever asked meanwhile", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("swept"), sandbox.url);
    const beta = await bound(here, "beta");
    const vip = await bound(here, "vip");
    const { context, storage, workspaceId } = here.here;
    const [destination] = await storage.destinations.ofSegment(workspaceId, beta.id);
    if (destination === undefined) throw new Error("There is no destination.");
    const job = await startSweep(context, destination);
    const { pushes } = storage;
    const all = pushes.all.bind(pushes);
    pushes.all = async function* walk(...given) {
      yield* all(...given);
      await flags(here, 1, { 40001: { vip: true } });
      await pushMemberships(context, "hubspot", events(here));
      expect(await shown(here)).toEqual({});
    };
    await repairDrift(context, destination, job);
    await here.push();
    expect(await shown(here)).toEqual({ 40001: [vip.id] });
  });

  it("agree with the members after any order of changes, flights and bindings", async () => {
    const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
    const random = seededRandom(seed);
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world(`random-${seed}`), sandbox.url);
    const names = ["beta", "vip", "gold"];
    const segments = new Map<string, string>();
    for (const name of names) segments.set(name, (await bound(here, name)).id);
    const truth = new Map<string, Set<string>>();
    const flying: Promise<unknown>[] = [];
    for (let step = 1; step <= 12; step += 1) {
      const changes: Record<string, Record<string, boolean>> = {};
      for (let each = 0; each < 4; each += 1) {
        const id = String(40_001 + between(random, 0, 5));
        const name = names[between(random, 0, 2)] ?? "beta";
        const isIn = random() < 0.6;
        changes[id] = { ...changes[id], [name]: isIn };
        const own = truth.get(id) ?? new Set();
        truth.set(id, own);
        if (isIn) own.add(segments.get(name) ?? "");
        else own.delete(segments.get(name) ?? "");
      }
      await flags(here, step, changes);
      const messages = [
        ...events(here),
        ...here.here.pushes.take().map((message) => PushMessage.parse(message)),
      ];
      for (const message of messages)
        flying.push(pushMemberships(here.here.context, "hubspot", [message]));
      if (random() < 0.5) await Promise.all(flying.splice(0));
    }
    await Promise.all(flying);
    for (let rounds = 0; here.here.pushes.messages.length > 0 && rounds < 50; rounds += 1)
      await here.push();
    const expected = [...truth].filter(([, own]) => own.size > 0);
    expect(await shown(here), `seed ${seed}`).toEqual(
      Object.fromEntries(expected.map(([id, own]) => [id, [...own].toSorted()])),
    );
  });
});
