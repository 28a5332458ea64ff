import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { ConnectionKind } from "../../shared/contracts/connection.ts";
import { SourceMessage } from "../../shared/contracts/journal.ts";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import { checkSource, watchSources } from "../../shared/flow/watch-sources.ts";
import { Client } from "../api/client.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { workOn } from "./connected-workspace.ts";
import { importTurns } from "./imported-portal.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: RunningSandbox & AsyncDisposable;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());
// Accounts of each test's own, with the limits they really have: a budget is one connection's.
beforeEach(async () => {
  sandbox = await runSandbox({ patience: 1 });
});
afterEach(() => sandbox[Symbol.asyncDispose]());

type Keyed = "klaviyo" | "activecampaign" | "partnerstack";

function wanted(kind: Keyed) {
  const baseUrl = `${sandbox.url}/${kind}`;
  return { kind, name: `Our ${kind}`, baseUrl, secret: sandbox.keys[kind] };
}

const Shown = z.object({
  items: z.array(z.object({ name: z.string(), emails: z.array(z.string()) })),
  refused: z.number(),
});

/** What a user of the outside system sees of one list or tag; undefined where there is none. */
async function shownAt(kind: Keyed, name: string): Promise<string[] | undefined> {
  const answer: unknown = await (await fetch(`${sandbox.url}/sandbox/${kind}`)).json();
  const { items, refused } = Shown.parse(answer);
  expect(refused, "requests over the limit").toBe(0);
  return items.find((item) => item.name === `Muster · ${name}`)?.emails.toSorted();
}

async function connected(kind: Keyed, segment: { name: string; rule: ReturnType<typeof where> }) {
  const here = world(`${kind} ${segment.name}`);
  const client = await Client.of(here);
  const { status, json } = await client.post("/api/v1/connections", wanted(kind));
  expect(status).toBe(201);
  const live = await here.segment(segment);
  const push = (served: ConnectionKind = kind) => workOn(here, client, served);
  const bind = (destination: string) =>
    client.post(`/api/v1/segments/${live.id}/destinations`, {
      kind: destination,
      connectionId: json.id,
    });
  return { here, client, connection: json, segment: live, bind, push };
}

describe.each([
  ["klaviyo", "klaviyo-list"],
  ["activecampaign", "activecampaign-tag"],
] as const)("a segment that is pushed to %s", (kind, destination) => {
  it("is who is there: who enters is made known, who leaves is only taken off", async () => {
    const name = `Gold at ${kind}`;
    const { here, bind, push } = await connected(kind, { name, rule: where("tier", "=", "Gold") });
    await here.apply(
      crm.says(
        set("1", { email: "ann@acme.test", tier: "Gold" }),
        set("2", { email: "ben@acme.test", tier: "Silver" }),
      ),
    );
    await here.settle();
    expect((await bind(destination)).status).toBe(201);
    await push();
    expect(await shownAt(kind, name)).toEqual(["ann@acme.test"]);
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1), set("2", { tier: "Gold" }, 1)));
    await here.settle();
    await push();
    expect(await shownAt(kind, name)).toEqual(["ben@acme.test"]);
  });

  it("needs a key that opens something, and tells what to give", async () => {
    const client = await Client.of(world(`${kind} without a key`));
    const { secret, ...keyless } = wanted(kind);
    for (const body of [keyless, { ...keyless, secret: `${secret}?` }]) {
      const detail = expect.stringMatching(/API key/);
      expect(await client.post("/api/v1/connections", body)).toMatchObject({
        status: 422,
        json: { pointer: "/secret", detail },
      });
    }
    expect((await client.get("/api/v1/connections")).json.items).toEqual([]);
  });

  it("takes no companies", async () => {
    const { here, client, connection } = await connected(kind, {
      name: `People at ${kind}`,
      rule: where("tier", "=", "Gold"),
    });
    const companies = await here.segment({
      name: `Companies at ${kind}`,
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    const body = { kind: destination, connectionId: connection.id };
    const path = `/api/v1/segments/${companies.id}/destinations`;
    expect(await client.post(path, body)).toMatchObject({
      status: 422,
      json: { pointer: "/kind", detail: expect.stringContaining("people only") },
    });
  });

  it("waits for another key when the one it has is refused", async () => {
    const name = `Late at ${kind}`;
    const { here, client, connection, bind, push } = await connected(kind, {
      name,
      rule: where("tier", "=", "Gold"),
    });
    const stored = await here.storage.connections.get(here.workspaceId, connection.id);
    if (stored === undefined) throw new Error("The connection was not stored.");
    await here.storage.connections.write({ ...stored, apiKey: "withdrawn" });
    await here.apply(crm.says(set("1", { email: "late@acme.test", tier: "Gold" })));
    await here.settle();
    await bind(destination);
    await push();
    const path = `/api/v1/connections/${connection.id}`;
    const { json } = await client.get(path);
    expect(json).toMatchObject({ state: "reconnect-needed", remedy: /another|valid/ });
    expect(JSON.stringify(json)).not.toContain("withdrawn");
    const other = (secret: string) => client.call("PATCH", path, { body: { secret } });
    expect(await other("wrong")).toMatchObject({ status: 422, json: { pointer: "/secret" } });
    expect((await other(sandbox.keys[kind])).json).toMatchObject({ state: "connected" });
    await push();
    expect(await shownAt(kind, name)).toEqual(["late@acme.test"]);
  });
});

it("a system whose accounts have addresses of their own needs one", async () => {
  const client = await Client.of(world("no address"));
  const { baseUrl: _, ...body } = wanted("activecampaign");
  expect(await client.post("/api/v1/connections", body)).toMatchObject({
    status: 422,
    json: { pointer: "/baseUrl" },
  });
});

describe("a partner program", () => {
  it("is swept every day, although nobody granted access to it", async () => {
    const resellers = { name: "Daily", rule: where("groupSlug", "=", "resellers") };
    const { here, connection } = await connected("partnerstack", resellers);
    here.now = Date.now();
    await importTurns(here);
    here.now += 86_400_000;
    await watchSources(here.context);
    for (const body of here.sources.take()) {
      const message = SourceMessage.parse(body);
      if (message.connectionId === connection.id) await checkSource(here.context, message);
    }
    expect(here.imports.messages).toHaveLength(1);
  });

  it("comes in, tells of changes, and shows a segment as a tag beside its own", async () => {
    const { here, client, connection, segment, bind, push } = await connected("partnerstack", {
      name: "Resellers",
      rule: where("groupSlug", "=", "resellers"),
    });
    here.now = Date.now();
    expect(await importTurns(here)).toMatchObject({ state: "done", records: 120, refused: 0 });
    await here.refresh();
    await here.settle();
    const { json: destination } = await bind("partnerstack-tag");
    await push();
    const tagged = await partnersWith("Muster · Resellers");
    expect(tagged).toHaveLength(10);
    expect(new Set(tagged.map(({ groupKey }) => groupKey))).toEqual(new Set(["grup_resellers"]));

    const [first] = tagged;
    const address = new URL(connection.url).pathname.replace("/hooks/", "");
    const event = {
      event: "partnership.updated",
      key: first?.key,
      group: { key: "grup_referral", name: "Referral partners", slug: "referral" },
      tags: ["VIP", "Muster · Resellers"],
      updated_at: here.now,
    };
    const request = {
      method: "POST",
      url: connection.url,
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(event)),
    };
    expect(await acceptWebhook(here.context, address, request)).toMatchObject({ changes: 1 });
    const forged = { ...request, url: `${request.url}x` };
    await expect(acceptWebhook(here.context, address, forged)).rejects.toThrow(/secret part/);
    await here.refresh();
    await here.settle();
    await push();
    expect(await partnersWith("Muster · Resellers")).toHaveLength(9);
    const path = `/api/v1/segments/${segment.id}/destinations/${destination.id}`;
    await client.call("DELETE", path);
    await push();
    expect(await partnersWith("Muster · Resellers")).toEqual([]);
    expect(await partnersWith("VIP")).toHaveLength(120);

    await client.call("DELETE", `/api/v1/connections/${connection.id}`);
    const removed = await here.storage.connections.get(here.workspaceId, connection.id);
    expect(removed).toMatchObject({ state: "removed", secrets: [] });
    expect(removed?.apiKey).toBeUndefined();
  });
});

const Partners = z.object({
  items: z.array(z.object({ key: z.string(), groupKey: z.string(), tags: z.array(z.string()) })),
});

async function partnersWith(tag: string) {
  const answer: unknown = await (await fetch(`${sandbox.url}/sandbox/partnerstack`)).json();
  return Partners.parse(answer).items.filter(({ tags }) => tags.includes(tag));
}
