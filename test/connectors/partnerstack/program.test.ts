import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import { connectorOf, targetOf } from "../../../shared/connectors/registry.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { bytes, now, sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const { imports, webhooks } = connectorOf("partnerstack");
const target = targetOf("partnerstack-tag");
const bare = sampleDestination("partnerstack-tag", { segmentName: "Gold" });

let sandbox: RunningSandbox & AsyncDisposable;
beforeAll(async () => {
  sandbox = await runSandbox({});
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function session() {
  const connection = sampleConnection({
    kind: "partnerstack",
    apiKey: sandbox.keys.partnerstack,
    baseUrl: `${sandbox.url}/partnerstack`,
  });
  return { connection, spend: async () => {} };
}

function changesIn(event: object) {
  const parts = webhooks?.parse(bytes(event), now) ?? [];
  return parts.flatMap((part) => part.changes({ propertyTypes: {} }));
}

describe("a partner program", () => {
  it("comes in page by page, partners first, with group and keys, and without Muster's tags", async () => {
    const { connection } = session();
    const destination = { ...bare, ...(await target.prepare(bare, connection)) };
    const add = [samplePush("p1", { recordId: "part_000012" })];
    await target.push({ destination, connection, add, remove: [], now });
    const cursors: (string | undefined)[] = [];
    const records = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
      const page = await imports?.page(session(), "contact", [], cursor);
      records.push(...(page?.records ?? []));
      cursor = page?.next;
      cursors.push(cursor);
    }
    expect(cursors).toEqual(["partnerships part_000100", "customers", undefined]);
    expect(records).toHaveLength(120);
    expect(records[11]).toMatchObject({
      recordId: "part_000012",
      values: {
        email: "partner12@channel.example",
        partnerKey: "partner12",
        groupSlug: "resellers",
        partnerTags: ["VIP"],
      },
    });
  });

  it("says which of its records are gone, and fails over what it does not say", async () => {
    const left = await imports?.left(session(), "contact", ["part_000001", "part_gone"]);
    expect(left?.map(({ recordId }) => recordId)).toEqual(["part_gone"]);
    const { connection, spend } = session();
    const denied = { connection: { ...connection, apiKey: "void" }, spend };
    await expect(imports?.left(denied, "contact", ["part_000001"])).rejects.toMatchObject({
      next: "reconnect",
    });
  });

  it("describes every attribute that it imports", async () => {
    const { attributes = [] } = (await imports?.catalogue(session())) ?? {};
    const described = new Set(attributes.map(({ name }) => name));
    const { records = [] } = (await imports?.page(session(), "contact", [], undefined)) ?? {};
    const told = new Set(records.flatMap(({ values }) => Object.keys(values)));
    expect([...told].filter((name) => !described.has(name))).toEqual(["email"]);
  });

  it("tells of who applied: under the partnership that it may become", () => {
    const application = {
      event: "application.approved",
      key: "appl_1",
      partnership_key: "part_1",
      email: "",
      first_name: "",
      content: { email: "ann@partner.test", first_name: "Ann", business_name: "Acme" },
      created_at: now - 5_000,
    };
    expect(changesIn(application)).toEqual([
      {
        object: "contact",
        recordId: "part_1",
        at: now - 5_000,
        body: {
          kind: "attributes",
          values: { email: "ann@partner.test", firstName: "Ann", applicationStatus: "approved" },
        },
      },
    ]);
  });

  it("tells of deals as what the partner did, once for each time it says so", () => {
    const deal = {
      type: "deal_updated",
      data: {
        key: "deal_1",
        partnership: { key: "part_1" },
        stage: "won",
        amount: 900,
        updated_at: now,
      },
    };
    const [change] = changesIn(deal);
    expect(change).toMatchObject({
      recordId: "part_1",
      body: {
        kind: "behaviour",
        name: "deal_updated",
        properties: { deal: "deal_1", stage: "won", amount: 900 },
      },
    });
    expect(changesIn([deal, deal])).toEqual([change, change]);
  });

  it("says nothing by what has no key, no owner, or lies in the future", () => {
    const events = [
      { event: "partnership_created", partner_key: "JohnSmith", archived: "false" },
      { event: "deal.created", key: "deal_2", partner_key: "JohnSmith" },
      { event: "partnership.updated", key: "part_1", updated_at: now + 2 * 86_400_000 },
    ];
    expect(changesIn(events)).toEqual([]);
    const [part] = webhooks?.parse(bytes(events), now) ?? [];
    expect(part).toMatchObject({ eventCount: 3, ignoredCount: 3 });
  });

  it("keeps tags that people gave, whichever segments come and go", async () => {
    const { connection } = session();
    const member = samplePush("p9", { recordId: "part_000009" });
    for (const segmentName of ["A", "B"]) {
      const destination = {
        ...bare,
        ...(await target.prepare({ ...bare, segmentName }, connection)),
      };
      await target.push({ destination, connection, add: [member], remove: [], now });
    }
    const { listId } = await target.prepare({ ...bare, segmentName: "A" }, connection);
    const destination = { ...bare, ...(listId === undefined ? {} : { listId }) };
    await target.push({ destination, connection, add: [], remove: [member], now });
    const answer = await fetch(`${sandbox.url}/partnerstack/api/v2/partnerships/part_000009`, {
      headers: { authorization: `Basic ${btoa(sandbox.keys.partnerstack)}` },
    });
    expect(await answer.json()).toMatchObject({ data: { tags: ["VIP", "Muster · B"] } });
  });
});
