import { describe, expect, it } from "vitest";
import { z } from "zod";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { type RecordedRequest, recordingServer } from "../recording-server.ts";
import { sampleConnection } from "../samples.ts";

const updatedAt = "2026-11-20T10:00:00.000Z";

function source() {
  const { imports } = connectorOf("hubspot");
  if (imports?.links === undefined) throw new Error("HubSpot imports nothing.");
  return { ...imports, links: imports.links };
}

const imports = source();

const connection: Connection = sampleConnection({
  kind: "hubspot",
  tokens: { access: "access", refresh: "refresh", expiresAt: 0 },
  propertyTypes: { "contact.seats": "number", "contact.modules": "enumeration:checkbox" },
});

/** What a body asks for. */
const Asked = z.object({
  inputs: z.array(z.object({ after: z.string().optional() })),
  properties: z.array(z.string()).default([]),
});

/** A portal that answers each request by itself; counts how often its budget was asked. */
async function portal(answer: (request: RecordedRequest) => unknown) {
  const server = await recordingServer((request) => ({ status: 200, json: answer(request) }));
  process.env["HUBSPOT_API_URL"] = server.url;
  let spent = 0;
  const session = {
    connection,
    spend: async () => {
      spent += 1;
    },
  };
  return { ...server, session, spent: () => spent };
}

describe("a page of records", () => {
  it("has typed values as of the record's last change, null where it has none", async () => {
    const properties = { seats: "12", modules: "A;B", email: null, hs_merged_object_ids: "5;6" };
    await using hubspot = await portal(() => ({
      results: [{ id: "1", updatedAt, properties }],
      paging: { next: { after: "1" } },
    }));
    const asked = ["seats", "modules", "email", "id"];
    const page = await imports.page(hubspot.session, "contact", asked, undefined);
    expect(page).toEqual({
      records: [
        {
          recordId: "1",
          at: Date.parse(updatedAt),
          // `id` is a word of rules: such a property has a prefix.
          values: { seats: 12, modules: ["A", "B"], email: null, hubspot_id: null },
          merged: ["5", "6"],
        },
      ],
      next: "1",
    });
    expect(hubspot.spent()).toBe(1);
  });

  it("asks in a second request for what an address cannot name", async () => {
    const wide = Array.from({ length: 900 }, (_, each) => `property_${each}`);
    const valueOf = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, `of ${name}`]));
    await using hubspot = await portal(({ path, body }) => {
      const listed = new URL(path, "http://crm").searchParams.get("properties")?.split(",");
      const names = listed ?? Asked.parse(JSON.parse(body)).properties;
      return { results: [{ id: "1", updatedAt, properties: valueOf(names) }] };
    });
    const { records } = await imports.page(hubspot.session, "contact", wide, undefined);
    expect(Object.assign({}, ...records.map(({ values }) => values))).toEqual(valueOf(wide));
    expect(hubspot.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expect(hubspot.requests.every(({ path }) => path.length < 8_000)).toBe(true);
    expect(hubspot.spent()).toBe(2);
  });
});

describe("records that are asked for again", () => {
  it("say since when each value is, by the last entry of its history", async () => {
    const [first, last] = ["2026-11-01T10:00:00.000Z", "2026-11-19T10:00:00.000Z"];
    const entry = (timestamp: string) => ({ value: "", timestamp, sourceType: "CRM_UI" });
    await using hubspot = await portal(() => ({
      results: [
        {
          id: "1",
          updatedAt,
          properties: { seats: "12", id: "x", email: null, hs_merged_object_ids: "5" },
          propertiesWithHistory: {
            seats: [entry(last), entry(first)],
            id: [entry(first)],
            email: [],
          },
        },
      ],
      errors: [{ category: "OBJECT_NOT_FOUND" }],
    }));
    const properties = ["seats", "id", "email"];
    const records = await imports.dated?.(hubspot.session, "contact", properties, ["1", "2"]);
    expect(records).toEqual([
      {
        recordId: "1",
        at: Date.parse(updatedAt),
        values: { seats: 12, hubspot_id: "x", email: null },
        valuesAt: { seats: Date.parse(last), hubspot_id: Date.parse(first) },
        merged: ["5"],
      },
    ]);
    expect(JSON.parse(hubspot.requests[0]?.body ?? "")).toEqual({
      inputs: [{ id: "1" }, { id: "2" }],
      properties: [...properties, "hs_merged_object_ids"],
      propertiesWithHistory: properties,
    });
  });
});

describe("associations", () => {
  const startedAt = "2026-11-22T10:00:00.000Z";
  const at = Date.parse(startedAt);
  const primary = { category: "HUBSPOT_DEFINED", typeId: 1 };
  const labelled = { category: "USER_DEFINED", typeId: 33 };
  const parent = { category: "HUBSPOT_DEFINED", typeId: 14 };
  const child = { category: "HUBSPOT_DEFINED", typeId: 13 };
  const to = (id: number, ...associationTypes: object[]) => ({ toObjectId: id, associationTypes });
  const company = (recordId: string) => ({ object: "company", recordId });

  it("of a contact are its companies by any label, over as many pages as there are", async () => {
    await using hubspot = await portal(({ body }) => {
      const isFirst = Asked.parse(JSON.parse(body)).inputs[0]?.after === undefined;
      const rest = isFirst ? { paging: { next: { after: "x" } } } : {};
      const found = isFirst ? to(7, primary) : to(8, labelled);
      return { startedAt, results: [{ from: { id: "1" }, to: [found], ...rest }] };
    });
    expect(await imports.links(hubspot.session, "contact", ["1"])).toEqual({
      at,
      links: [{ recordId: "1", to: [company("7"), company("8")] }],
    });
    expect(hubspot.spent()).toBe(2);
  });

  it("of a company are the companies above it, not those below", async () => {
    const results = [{ from: { id: "5" }, to: [to(4, parent), to(6, child)] }];
    await using hubspot = await portal(() => ({ startedAt, results }));
    const { links } = await imports.links(hubspot.session, "company", ["5"]);
    expect(links).toEqual([{ recordId: "5", to: [company("4")] }]);
  });

  it("are none where HubSpot says so, and unknown where the record is gone", async () => {
    const none = { subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND" };
    const errors: object[] = [none];
    await using hubspot = await portal(() => ({ startedAt, results: [], errors }));
    const read = () => imports.links(hubspot.session, "contact", ["1"]);
    expect(await read()).toEqual({ at, links: [{ recordId: "1", to: [] }] });
    errors.push({ category: "OBJECT_NOT_FOUND" });
    expect(await read()).toEqual({ at, links: [] });
    errors.push({ category: "INTERNAL_ERROR", message: "Try again." });
    await expect(read()).rejects.toThrow("Try again.");
  });
});

describe("the catalogue", () => {
  it("describes what HubSpot shows to its users, and types everything", async () => {
    const tier = {
      name: "tier",
      label: "Tier",
      type: "enumeration",
      fieldType: "select",
      options: [
        { value: "g", label: "Gold" },
        { value: "x", label: "Old", hidden: true },
      ],
    };
    const hidden = { name: "hs_internal", type: "bool", hidden: true };
    await using hubspot = await portal(({ path }) => ({
      results: path.endsWith("0-1") ? [tier, hidden] : [{ name: "domain", type: "string" }],
    }));
    expect(await imports.catalogue(hubspot.session)).toEqual({
      attributes: [
        {
          object: "contact",
          name: "tier",
          property: "tier",
          label: "Tier",
          type: "enum",
          options: [{ value: "g", label: "Gold" }],
        },
        {
          object: "company",
          name: "domain",
          property: "domain",
          label: "domain",
          type: "string",
          options: [],
        },
      ],
      propertyTypes: {
        "contact.tier": "enumeration",
        "contact.hs_internal": "bool",
        "company.domain": "string",
      },
    });
  });
});

describe("records that were known", () => {
  const startedAt = "2026-11-22T10:00:00.000Z";
  const notFound = (ids: readonly string[]) => ({ category: "OBJECT_NOT_FOUND", context: { ids } });

  it("have left when they were archived, or by now where nothing is known of them", async () => {
    await using hubspot = await portal(({ path }) => {
      const isArchive = path.endsWith("?archived=true");
      const results = isArchive ? [{ id: "2", archivedAt: updatedAt }] : [{ id: "1" }];
      return { startedAt, results, errors: [notFound(isArchive ? ["3"] : ["2", "3"])] };
    });
    expect(await imports.left(hubspot.session, "contact", ["1", "2", "3", "4"])).toEqual([
      { recordId: "2", at: Date.parse(updatedAt) },
      { recordId: "3", at: Date.parse(startedAt), isUnexplained: true },
    ]);
    expect(hubspot.spent()).toBe(2);
  });

  it("are there as long as HubSpot does not say otherwise", async () => {
    await using hubspot = await portal(() => ({ startedAt, results: [] }));
    expect(await imports.left(hubspot.session, "contact", ["1", "2"])).toEqual([]);
  });

  it("are looked up again where HubSpot could not", async () => {
    const errors = [notFound(["1"]), { category: "INTERNAL_ERROR", message: "Out of order." }];
    await using hubspot = await portal(() => ({ startedAt, results: [], errors }));
    await expect(imports.left(hubspot.session, "contact", ["1"])).rejects.toThrow(/Out of order/);
  });
});
