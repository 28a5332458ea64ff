import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectorOf } from "../../shared/connectors/registry.ts";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const Made = z.object({ list: z.object({ listId: z.string() }) });

const Saved = z.object({ name: z.string(), object: z.string(), rule: z.unknown() });

const gold = {
  filterType: "PROPERTY",
  property: "partner_tier",
  operation: { operationType: "ENUMERATION", operator: "IS_ANY_OF", values: ["Gold"] },
};

function filtered(...filters: readonly object[]) {
  const group = { filterBranchType: "AND", filters, filterBranches: [] };
  return { filterBranchType: "OR", filters: [], filterBranches: [group] };
}

const redirectUrl = "http://127.0.0.1:4400/oauth/hubspot/callback";

/** The admin grants access; the sandbox sends to addresses on this machine only. */
async function grant(here: World, id: string, authorizeUrl: string): Promise<void> {
  const url = new URL(authorizeUrl);
  url.searchParams.set("redirect_uri", redirectUrl);
  const consent = await fetch(url, { redirect: "manual" });
  const callback = new URL(consent.headers.get("location") ?? "").searchParams;
  const waiting = await here.storage.oauthStates.take(callback.get("state") ?? "");
  const connection = await here.storage.connections.get(here.workspaceId, id);
  const { oauth } = connectorOf("hubspot");
  if (waiting === undefined || connection === undefined || oauth === undefined)
    throw new Error("Nothing was asked for.");
  const { verifier } = waiting;
  const code = callback.get("code") ?? "";
  const tokens = await oauth.exchange(code, redirectUrl, verifier);
  const { propertyTypes } = await oauth.account(tokens);
  await here.storage.connections.write({
    ...connection,
    tokens,
    propertyTypes,
    state: "connected",
  });
}

/** A workspace whose CRM is a sandbox that has granted it access. */
async function connected(name: string) {
  const here = world(name);
  const sandbox = await runSandbox({});
  const client = await Client.of(here);
  const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
  await grant(here, json.id, json.authorizeUrl);
  const stored = await here.storage.connections.get(here.workspaceId, json.id);
  const authorization = `Bearer ${stored?.tokens?.access}`;
  return {
    here,
    client,
    id: json.id,
    read: (listId: string, body: object = {}) =>
      client.post(`/api/v1/connections/${json.id}/lists/${listId}/rule`, body),
    async makeList(list: object): Promise<string> {
      const answer = await fetch(`${sandbox.url}/crm/lists/2026-09`, {
        method: "POST",
        headers: { authorization },
        body: JSON.stringify({ objectTypeId: "0-1", processingType: "DYNAMIC", ...list }),
      });
      return Made.parse(await answer.json()).list.listId;
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

describe("a list of a connected CRM", () => {
  it("becomes a rule that can be saved as a segment's", async () => {
    await using crm = await connected("list rule");
    const listId = await crm.makeList({ name: "Gold", filterBranch: filtered(gold) });
    const { status, json } = await crm.read(listId);
    expect(status).toBe(200);
    expect(json).toEqual({
      name: "Gold",
      object: "contact",
      rule: { combinator: "and", rules: [{ field: "partner_tier", operator: "=", value: "Gold" }] },
      untranslated: [],
      differences: [],
    });
    const { name, object, rule } = Saved.parse(json);
    const saved = await crm.client.post("/api/v1/segments", { name, object, rule, owner: "Ann" });
    expect(saved.status).toBe(201);
  });

  it("names what no rule can say, and gives the rest only when asked", async () => {
    await using crm = await connected("list part");
    const pages = { filterType: "PAGE_VIEW", operator: "HAS_PAGEVIEW_EQ", pageUrl: "x" };
    const listId = await crm.makeList({ name: "Viewed", filterBranch: filtered(gold, pages) });
    const whole = (await crm.read(listId)).json;
    expect(whole).not.toHaveProperty("rule");
    expect(whole).toMatchObject({
      untranslated: [{ path: "/filterBranches/0/filters/1", what: "PAGE_VIEW" }],
    });
    expect((await crm.read(listId, { partial: true })).json).toMatchObject({
      rule: { rules: [{ field: "partner_tier" }] },
      untranslated: [{ what: "PAGE_VIEW" }],
    });
  });

  it("reads another list as the segment that is pushed there, or as the one given", async () => {
    await using crm = await connected("list in list");
    const { here, client, id } = crm;
    const rule = where("tier", "=", "Gold");
    const segment = await client.post("/api/v1/segments", {
      name: "Gold",
      object: "contact",
      owner: "Ann",
      rule,
    });
    const segmentId = segment.json.id;
    const inList = { filterType: "IN_LIST", listId: "900", operator: "IN_LIST" };
    const listId = await crm.makeList({ name: "Both", filterBranch: filtered(inList) });
    expect((await crm.read(listId)).json).toMatchObject({
      untranslated: [{ what: "IN_LIST IN_LIST 900" }],
    });
    const wanted = { rule: { rules: [{ field: "segment", operator: "in", value: [segmentId] }] } };
    expect((await crm.read(listId, { segments: { "900": segmentId } })).json).toMatchObject(wanted);
    expect(await crm.read(listId, { segments: { "900": "seg_none" } })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: "/segments/900" }] },
    });
    await here.storage.destinations.write({
      workspaceId: here.workspaceId,
      id: "dst_1",
      segmentId,
      segmentName: "Gold",
      object: "contact",
      kind: "hubspot-list",
      connectionId: id,
      listId: "900",
      state: "active",
    });
    expect((await crm.read(listId)).json).toMatchObject(wanted);
  });

  it("says what is in the way of reading it", async () => {
    await using crm = await connected("list refused");
    expect((await crm.read("777")).status).toBe(404);
    const manual = await crm.makeList({ name: "By hand", processingType: "MANUAL" });
    expect(await crm.read(manual)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining("by hand") },
    });
    const deals = await crm.makeList({
      name: "Deals",
      objectTypeId: "0-3",
      filterBranch: filtered(),
    });
    expect((await crm.read(deals)).status).toBe(409);
    const portal = await crm.client.post("/api/v1/connections", {
      kind: "webhook",
      name: "Portal",
    });
    const path = `/api/v1/connections/${portal.json.id}/lists/1/rule`;
    expect((await crm.client.post(path, {})).status).toBe(409);
  });

  it("is not read with a token that the CRM no longer takes", async () => {
    await using crm = await connected("list revoked");
    const { here, id } = crm;
    const stored = await here.storage.connections.get(here.workspaceId, id);
    if (stored === undefined) throw new Error("No connection.");
    const tokens = { access: "revoked", refresh: "revoked", expiresAt: Date.now() + 3_600_000 };
    await here.storage.connections.write({ ...stored, tokens });
    expect(await crm.read("1")).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining("connect again") },
    });
    const shown = await crm.client.get(`/api/v1/connections/${id}`);
    expect(shown.json).toMatchObject({ state: "reconnect-needed" });
  });
});
