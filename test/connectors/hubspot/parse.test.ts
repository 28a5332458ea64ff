import { describe, expect, it } from "vitest";
import { parseHubSpot } from "../../../shared/connectors/hubspot/parse.ts";
import type { Change } from "../../../shared/contracts/change.ts";
import { bytes, now, problemOf } from "../samples.ts";

const common = { eventId: 1, portalId: 7, appId: 2, subscriptionId: 3, attemptNumber: 0 };
const occurredAt = now - 1_000;

const propertyTypes = {
  "contact.tier": "enumeration",
  "contact.modules": "enumeration:checkbox",
  "contact.seats": "number",
  "contact.active": "bool",
  "contact.certified_at": "date",
  "contact.seen_at": "datetime",
};

function event(subscriptionType: string, given: object = {}): object {
  return { ...common, occurredAt, subscriptionType, objectId: 51, ...given };
}

function parse(...events: object[]): Change[] {
  return parseHubSpot(bytes(events), now).flatMap((part) => part.changes({ propertyTypes }));
}

function bodyOf(type: string, given: object = {}) {
  return parse(event(type, given))[0]?.body;
}

function valueOf(propertyName: string, propertyValue: unknown) {
  const body = bodyOf("contact.propertyChange", { propertyName, propertyValue });
  return body?.kind === "attributes" ? Object.values(body.values)[0] : undefined;
}

describe("a HubSpot webhook", () => {
  it("tells of changed properties, of a record and an instant", () => {
    const change = { propertyName: "tier", propertyValue: "Gold" };
    expect(parse(event("contact.propertyChange", change))).toEqual([
      {
        object: "contact",
        recordId: "51",
        at: occurredAt,
        body: { kind: "attributes", values: { tier: "Gold" } },
      },
    ]);
  });

  it("is read in both generations of payloads", () => {
    const change = { propertyName: "tier", propertyValue: "Gold" };
    const newer = event("object.propertyChange", { ...change, objectTypeId: "0-2" });
    const older = {
      ...event("", change),
      subscriptionType: undefined,
      eventType: "company.propertyChange",
    };
    expect(parse(newer)).toEqual(parse(older));
    expect(parse(newer)[0]?.object).toBe("company");
  });

  it.each([
    ["tier", "Gold", "Gold"],
    ["modules", "Analytics;Commerce", ["Analytics", "Commerce"]],
    ["modules", ";Analytics", ["Analytics"]],
    ["seats", "12.50", 12.5],
    ["seats", "a dozen", "a dozen"],
    ["active", "true", true],
    ["active", "false", false],
    ["active", "perhaps", "perhaps"],
    ["certified_at", "1761955200000", "2025-11-01"],
    ["certified_at", "2025-11-01", "2025-11-01"],
    ["certified_at", "soon", "soon"],
    ["seen_at", "1761998400123", "2025-11-01T12:00:00.123Z"],
    ["seen_at", "2025-11-01T13:00:00+01:00", "2025-11-01T12:00:00.000Z"],
    ["unheard_of", "007", "007"],
    ["tier", "", null],
    ["tier", null, null],
    ["seats", undefined, null],
  ])("types %s %j as %j", (name, text, expected) => {
    expect(valueOf(name, text)).toEqual(expected);
  });

  it("keeps a property whose name rules use otherwise, under a prefix", () => {
    const company = { propertyName: "company", propertyValue: "Acme" };
    expect(bodyOf("contact.propertyChange", company)).toEqual({
      kind: "attributes",
      values: { hubspot_company: "Acme" },
    });
  });

  it("tells of records that come, go and come back", () => {
    const nothing = { kind: "attributes", values: {} };
    expect(bodyOf("contact.creation")).toEqual(nothing);
    expect(bodyOf("company.restore")).toEqual(nothing);
    expect(bodyOf("company.deletion")).toEqual({ kind: "deletion" });
    expect(bodyOf("contact.privacyDeletion")).toEqual({ kind: "erasure" });
  });

  it("re-keys a merge that minted a new record, and keeps the primary one otherwise", () => {
    const merge = { primaryObjectId: 51, mergedObjectIds: [52, 53], objectId: undefined };
    const [kept] = parse(event("contact.merge", merge));
    expect(kept).toMatchObject({
      recordId: "51",
      body: { kind: "merge", mergedRecordIds: ["52", "53"] },
    });
    const [minted] = parse(event("contact.merge", { ...merge, newObjectId: 99 }));
    expect(minted).toMatchObject({
      recordId: "99",
      body: { kind: "merge", mergedRecordIds: ["51", "52", "53"] },
    });
    const [again] = parse(event("contact.merge", { ...merge, newObjectId: 52 }));
    expect(again).toMatchObject({ recordId: "52", body: { mergedRecordIds: ["51", "53"] } });
  });

  it.each([
    [{ associationType: "CONTACT_TO_COMPANY" }, { fromObjectId: 51, toObjectId: 8 }],
    [{ associationType: "COMPANY_TO_CONTACT" }, { fromObjectId: 8, toObjectId: 51 }],
    [{ associationTypeId: 1 }, { fromObjectId: 51, toObjectId: 8 }],
    [
      { associationTypeId: 280, associationCategory: "HUBSPOT_DEFINED" },
      { fromObjectId: 8, toObjectId: 51 },
    ],
  ])("tells an association once, whichever side it is told from: %j", (type, ends) => {
    const association = { ...type, ...ends, associationRemoved: true, objectId: undefined };
    expect(parse(event("contact.associationChange", association))).toMatchObject([
      {
        object: "contact",
        recordId: "51",
        body: { kind: "association", to: { object: "company", recordId: "8" }, removed: true },
      },
    ]);
  });

  it.each([
    [{ associationType: "CHILD_COMPANY_TO_PARENT_COMPANY" }, { fromObjectId: 9, toObjectId: 8 }],
    [{ associationType: "PARENT_COMPANY_TO_CHILD_COMPANY" }, { fromObjectId: 8, toObjectId: 9 }],
    [{ associationTypeId: 14 }, { fromObjectId: 9, toObjectId: 8 }],
    [{ associationTypeId: 13 }, { fromObjectId: 8, toObjectId: 9 }],
  ])("tells of the company above as of a change of the one below: %j", (type, ends) => {
    const association = { ...type, ...ends, objectId: undefined };
    expect(parse(event("company.associationChange", association))).toMatchObject([
      {
        object: "company",
        recordId: "9",
        body: { kind: "association", to: { object: "company", recordId: "8" }, removed: false },
      },
    ]);
  });

  it("is split by portal, in order", () => {
    const parts = parseHubSpot(
      bytes([
        event("contact.creation"),
        event("contact.creation", { portalId: 8 }),
        event("contact.deletion"),
      ]),
      now,
    );
    expect(parts.map(({ accountId, eventCount }) => [accountId, eventCount])).toEqual([
      ["7", 2],
      ["8", 1],
    ]);
    const kinds = parts[0]?.changes({ propertyTypes }).map(({ body }) => body.kind);
    expect(kinds).toEqual(["attributes", "deletion"]);
  });

  it("counts what Muster does not follow instead of refusing it", () => {
    const [part] = parseHubSpot(
      bytes([
        event("deal.propertyChange"),
        event("object.creation", { objectTypeId: "2-77" }),
        event("conversation.newMessage"),
        event("contact.associationChange", {
          associationType: "CONTACT_TO_DEAL",
          fromObjectId: 1,
          toObjectId: 2,
        }),
        event("contact.associationChange", {
          associationTypeId: 1,
          associationCategory: "USER_DEFINED",
          fromObjectId: 1,
          toObjectId: 2,
        }),
        event("contact.creation", { occurredAt: now + 86_400_001 }),
        event("contact.creation"),
      ]),
      now,
    );
    expect(part).toMatchObject({ eventCount: 7, ignoredCount: 6 });
    expect(part?.changes({ propertyTypes })).toHaveLength(1);
  });

  it("is refused where malformed, by place", () => {
    const place = (...events: object[]) => problemOf(() => parse(...events));
    expect(
      place(event("contact.creation"), event("contact.creation", { portalId: undefined })),
    ).toEqual({ status: 400, pointer: "/1/portalId" });
    expect(place(event("contact.deletion", { objectId: {} }))).toEqual({
      status: 400,
      pointer: "/0/objectId",
    });
    expect(problemOf(() => parseHubSpot(bytes({}), now)).status).toBe(400);
    const many = Array.from({ length: 101 }, () => event("contact.creation"));
    expect(place(...many).status).toBe(413);
  });
});
