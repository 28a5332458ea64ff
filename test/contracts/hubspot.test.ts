import { beforeAll, describe, expect, it } from "vitest";
import type { OAuthTokens } from "../../shared/connectors/connector.ts";
import { hubspot } from "../../shared/connectors/hubspot/connector.ts";
import { targetOf } from "../../shared/connectors/registry.ts";
import { gathered } from "../connectors/gathered.ts";
import { pkce } from "../connectors/pkce.ts";
import { sampleConnection, sampleDestination, samplePush } from "../connectors/samples.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { DescribedApi, type Exchange } from "./described-api.ts";
import { tappedLine } from "./tapped-line.ts";

const redirect = "http://127.0.0.1:4400/oauth/hubspot/callback";

const described = {
  "oauth.2026-09.json": ["/oauth/2026-09/token", "/oauth/2026-09/token/introspect"],
  "lists.2026-09.json": [
    "/crm/lists/2026-09",
    "/crm/lists/2026-09/object-type-id/{objectTypeId}/name/{listName}",
    "/crm/lists/2026-09/{listId}",
    "/crm/lists/2026-09/{listId}/memberships",
    "/crm/lists/2026-09/{listId}/memberships/add-and-remove",
  ],
  "objects.2026-09.json": [
    "/crm/objects/2026-09/{objectType}",
    "/crm/objects/2026-09/{objectType}/{objectId}",
    "/crm/objects/2026-09/{objectType}/search",
    "/crm/objects/2026-09/{objectType}/batch/read",
    "/crm/objects/2026-09/{objectType}/batch/update",
  ],
  "associations.2026-09.json": [
    "/crm/associations/2026-09/{fromObjectType}/{toObjectType}/batch/read",
  ],
  "webhooks-journal.2026-03.json": [
    "/webhooks-journal/journal-local/2026-03/batch/earliest/{count}",
    "/webhooks-journal/journal-local/2026-03/batch/latest/{count}",
    "/webhooks-journal/journal-local/2026-03/batch/{offset}/next/{count}",
    "/webhooks-journal/subscriptions/2026-03",
    "/webhooks-journal/subscriptions/2026-03/{subscriptionId}",
  ],
} as const;

async function connect(): Promise<OAuthTokens> {
  const flow = hubspot.oauth;
  if (flow === undefined) throw new Error("HubSpot has no OAuth flow.");
  const consent = await fetch(flow.authorizeUrl("state-1", redirect, pkce.challenge), {
    redirect: "manual",
  });
  const callback = new URL(consent.headers.get("location") ?? "");
  expect(callback.searchParams.get("state")).toBe("state-1");
  const first = await flow.exchange(
    callback.searchParams.get("code") ?? "",
    redirect,
    pkce.verifier,
  );
  const tokens = await flow.refresh(first.refresh);
  expect(await flow.account(tokens)).toMatchObject({
    accountId: "48151623",
    propertyTypes: {
      "contact.partner_tier": "enumeration",
      "contact.product_modules": "enumeration:checkbox",
      "company.seats": "number",
    },
  });
  return tokens;
}

describe("what goes over the wire to HubSpot", () => {
  const apis: DescribedApi[] = [];
  beforeAll(async () => {
    for (const [file, paths] of Object.entries(described)) {
      apis.push(await DescribedApi.read(`hubspot/${file}`, paths));
    }
  });

  function judge(exchanges: readonly Exchange[]) {
    const described = exchanges.filter((exchange) => apis.some((api) => api.describes(exchange)));
    return {
      undescribed: exchanges
        .filter((exchange) => !described.includes(exchange))
        .map(({ method, path }) => `${method} ${path}`),
      objections: described.flatMap(
        (exchange) => apis.find((api) => api.describes(exchange))?.objections(exchange) ?? [],
      ),
    };
  }

  it("is what its own descriptions say, and so are the sandbox's answers", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const tokens = await connect();
    const connection = sampleConnection({ kind: "hubspot", tokens });
    const lists = targetOf("hubspot-list");
    const prepared = await lists.prepare(sampleDestination("hubspot-list"), connection);
    const destination = sampleDestination("hubspot-list", prepared);
    const push = (added: string[], removed: string[]) =>
      lists.push({
        destination,
        connection,
        add: added.map((recordId) => samplePush(`p-${recordId}`, { recordId })),
        remove: removed.map((recordId) => samplePush(`p-${recordId}`, { recordId })),
        now: Date.now(),
      });
    await push(["40001", "40002", "999"], []);
    expect(await push(["40002", "999"], ["40001", "998"])).toMatchObject([
      { profileId: "p-40002", state: "confirmed" },
      { profileId: "p-999", state: "refused" },
      { profileId: "p-40001", state: "confirmed" },
      { profileId: "p-998", state: "confirmed" },
    ]);
    await lists.prepare(sampleDestination("hubspot-list"), connection);
    const request = { destination, connection, now: Date.now() };
    expect(await lists.members?.page(request, undefined)).toEqual({ keys: ["40002"] });
    expect(await lists.members?.page(request, "40002")).toEqual({ keys: [] });
    await lists.members?.strangers?.remove(request, ["40002"]);
    expect(await lists.members?.page(request, undefined)).toEqual({ keys: [] });

    const { undescribed, objections } = judge(line.exchanges);
    expect(objections).toEqual([]);
    // The properties API's description is not among the published ones that are checked.
    expect(new Set(undescribed)).toEqual(
      new Set(["GET /crm/properties/2026-09/0-1", "GET /crm/properties/2026-09/0-2"]),
    );
    expect(line.exchanges.length).toBeGreaterThanOrEqual(9);
  });

  it("records are written as described, and partial failures are answered so", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const connection = sampleConnection({ kind: "hubspot", tokens: await connect() });
    const target = targetOf("hubspot-property");
    const fresh = sampleDestination("hubspot-property", { segmentId: "seg_1" });
    const destination = { ...fresh, ...(await target.prepare(fresh, connection)) };
    const record = (recordId: string, isIn: boolean) => ({
      ...samplePush(`p-${recordId}`, { recordId }),
      shows: isIn ? [{ segmentId: "seg_1" }] : [],
    });
    const outcomes = await target.push({
      destination,
      connection,
      add: [record("40001", true), record("999", true)],
      remove: [record("40002", false), record("998", false)],
      now: Date.now(),
    });
    expect(outcomes.map(({ state }) => state)).toEqual([
      "confirmed",
      "refused",
      "confirmed",
      "confirmed",
    ]);
    expect(line.exchanges.at(-1)).toMatchObject({ status: 207 });
    const there = await target.members?.page({ destination, connection, now: 0 }, undefined);
    expect(there?.keys).toEqual(["40001"]);
    const { undescribed, objections } = judge(line.exchanges);
    expect(objections).toEqual([]);
    expect(undescribed.every((each) => each.includes("/crm/properties/2026-09/"))).toBe(true);
  });

  it("an import asks as described, for few properties and for very many", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const connection = sampleConnection({ kind: "hubspot", tokens: await connect() });
    const session = { connection, spend: async () => {} };
    const { imports } = hubspot;
    const { attributes = [] } = (await imports?.catalogue(session)) ?? {};
    const few = attributes.flatMap((each) => (each.object === "contact" ? [each.property] : []));
    const many = Array.from({ length: 900 }, (_, each) => `property_${each}`);
    for (const properties of [few, many]) {
      const page = await imports?.page(session, "contact", properties, "40100");
      expect(page).toMatchObject({ records: { length: properties === few ? 100 : 200 } });
    }
    expect(await imports?.total(session, "company")).toBe(60);
    for (const [object, recordIds] of [
      ["contact", ["40001", "40600", "1"]],
      ["company", ["7001", "7002"]],
    ] as const)
      expect((await imports?.links?.(session, object, recordIds))?.links).toHaveLength(
        recordIds.length,
      );
    expect(judge(line.exchanges).objections).toEqual([]);
    expect(line.exchanges.filter((exchange) => apis.some((api) => api.describes(exchange))).length)
      // Three of the grant's, two pages and one more request for the many, a count, two reads.
      .toBeGreaterThanOrEqual(9);
  });

  it("a sweep asks as described who has left, and is answered so", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const connection = sampleConnection({ kind: "hubspot", tokens: await connect() });
    const session = { connection, spend: async () => {} };
    sandbox.crm.remove("contacts", "40001");
    sandbox.crm.remove("contacts", "40002", true);
    const left = await hubspot.imports?.left(session, "contact", ["40001", "40002", "40003"]);
    expect(left).toMatchObject([{ recordId: "40001" }, { recordId: "40002" }]);
    expect(judge(line.exchanges).objections).toEqual([]);
  });

  it("the journal is subscribed to and read as described", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const { journal } = hubspot;
    if (journal === undefined) throw new Error("HubSpot keeps no journal.");
    const account = { kind: "hubspot", accountId: "48151623" } as const;
    const few = sampleConnection({ ...account, propertyTypes: { "contact.jobtitle": "string" } });
    const more = { ...few, propertyTypes: { ...few.propertyTypes, "contact.region": "string" } };
    await journal.subscribe(few);
    await journal.subscribe(more);
    await journal.subscribe(more);
    expect(await journal.latest(more)).toBeUndefined();
    sandbox.crm.change("contacts", "40001", { jobtitle: "Chief", country: "France" });
    sandbox.crm.remove("contacts", "40002");
    const pages = await gathered(journal.read(more, undefined));
    expect(pages.flatMap(({ changes }) => changes)).toMatchObject([
      { recordId: "40001", body: { kind: "attributes", values: { jobtitle: "Chief" } } },
      { recordId: "40002", body: { kind: "deletion" } },
    ]);
    expect(await journal.latest(more)).toBe(pages.at(-1)?.place);
    expect(await gathered(journal.read(more, pages.at(-1)?.place))).toEqual([]);
    const { undescribed, objections } = judge(line.exchanges);
    expect(undescribed).toEqual([]);
    // The grant of the app itself is described in words only.
    expect(objections.filter((each) => !/token .*(grant_type|refresh_token)/.test(each))).toEqual(
      [],
    );
    const asked = line.exchanges.map(({ method, path }) => `${method} ${path}`);
    const about = (method: string) =>
      asked.filter((each) => each.startsWith(`${method} /webhooks`));
    // Of each kind one; the one for contacts twice, and then without the new property no more.
    expect([about("POST").length, about("DELETE").length]).toEqual([6, 1]);
  });

  it("would be objected to, were a field misspelt", () => {
    const base = { method: "PUT", headers: { "content-type": "application/json" }, status: 200 };
    const path = "/crm/lists/2026-09/1/memberships/add-and-remove";
    const responseBody = { recordsIdsAdded: [], recordIdsRemoved: [], recordIdsMissing: [] };
    const right = { recordIdsToAdd: ["1"], recordIdsToRemove: [] };
    const wrong = { recordsIdsToAdd: ["1"], recordIdsToRemove: [] };
    const judged = (requestBody: object, answer: object) =>
      judge([{ ...base, path, requestBody, responseBody: answer }]).objections;
    expect(judged(right, responseBody)).toEqual([]);
    expect(judged(wrong, responseBody)).not.toEqual([]);
    expect(judged(right, { ...responseBody, recordsIdsAdded: undefined })).not.toEqual([]);
  });

  it("the sandbox's objects and refusals are as described too", async () => {
    await using sandbox = await runSandbox({});
    await using line = await tappedLine(sandbox.url);
    process.env["HUBSPOT_API_URL"] = line.url;
    const { access } = await connect();
    const get = (path: string, token = access) =>
      fetch(line.url + path, { headers: { authorization: `Bearer ${token}` } });
    await get("/crm/objects/2026-09/contacts?limit=3&properties=email,partner_tier");
    await get("/crm/objects/2026-09/0-2/7001");
    const refusals = await Promise.all([
      get("/crm/objects/2026-09/contacts/1"),
      get("/crm/lists/2026-09/77"),
      get("/crm/lists/2026-09/1", "expired"),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 401]);
    expect(judge(line.exchanges).objections).toEqual([]);
  });
});
