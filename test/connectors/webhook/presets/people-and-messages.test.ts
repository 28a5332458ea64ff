import { describe, expect, it } from "vitest";
import { mapped } from "./mapped.ts";

const at = Date.parse("2026-11-21T08:30:00Z");

describe("BambooHR", () => {
  const employee = (action: string, fields: unknown) => ({
    action,
    changedFields: ["Department"],
    fields,
    id: "12345",
    timestamp: "2026-11-21T08:30:00+0000",
  });

  it("tells of changed employees, several at once", async () => {
    const fields = {
      "First Name": "Nina",
      Department: "Partner sales",
      "Work Email": "nina@acme.test",
      "Hire Date": "2026-10-01",
      "Home Phone": null,
    };
    const payload = {
      employees: [
        employee("Updated", fields),
        { ...employee("Updated", { Status: "Inactive" }), id: 7 },
      ],
    };
    expect(await mapped("bamboohr", payload)).toEqual([
      {
        object: "contact",
        recordId: "12345",
        at,
        body: { kind: "attributes", values: { ...fields, email: "nina@acme.test" } },
      },
      {
        object: "contact",
        recordId: "7",
        at,
        body: { kind: "attributes", values: { Status: "Inactive" } },
      },
    ]);
  });

  it("tells of new ones without fields, and of those that are gone", async () => {
    const payload = { employees: [employee("Created", []), employee("Deleted", [])] };
    expect((await mapped("bamboohr", payload)).map(({ body }) => body)).toEqual([
      { kind: "attributes", values: {} },
      { kind: "deletion" },
    ]);
  });

  it("tells in its event-based form that one is new or gone; which value changed it does not say", async () => {
    const of = (type: string) => ({
      type,
      timestamp: "2026-11-21T08:30:00+0000",
      data: { companyId: "1", employeeId: "12345", changedFields: ["firstName"] },
    });
    expect(await mapped("bamboohr", of("employee.deleted"))).toEqual([
      { object: "contact", recordId: "12345", at, body: { kind: "deletion" } },
    ]);
    expect(await mapped("bamboohr", of("employee.created"))).toMatchObject([
      { recordId: "12345", body: { values: {} } },
    ]);
    expect(await mapped("bamboohr", of("employee.updated"))).toEqual([]);
  });
});

describe("Klaviyo", () => {
  const happening = (topic: string, number: number, included?: unknown) => ({
    external_id: `evt-${number}`,
    topic,
    payload: {
      data: {
        type: "event",
        id: `e${number}`,
        attributes: {
          timestamp: at / 1_000,
          event_properties: {
            Subject: "Your first course",
            "Campaign Name": "Onboarding",
            $flow: "WxYz12",
            $message: "MsG123",
            "Client OS": "macOS",
            items: [{ sku: 1 }],
          },
          datetime: "2026-11-21T08:30:00+00:00",
        },
        relationships: {
          profile: { data: { type: "profile", id: "01GDDKASAP8TKDDA2GRZDSVP4H" } },
          metric: { data: { type: "metric", id: "0rG4eQ" } },
        },
      },
      ...(included === undefined ? {} : { included }),
    },
  });
  const batch = (...data: unknown[]) => ({
    data,
    meta: { klaviyo_account_id: "AbC", klaviyo_webhook_id: "01GDD", timestamp: "2026-11-21" },
  });

  it("tells of what happened in a flow, a batch at a time", async () => {
    const changes = await mapped(
      "klaviyo",
      batch(
        happening("event:klaviyo.clicked_email", 1),
        happening("event:api:course_page_viewed", 2),
      ),
    );
    expect(changes).toMatchObject([
      {
        object: "contact",
        recordId: "01GDDKASAP8TKDDA2GRZDSVP4H",
        at,
        body: {
          kind: "behaviour",
          name: "clicked_email",
          id: "evt-1",
          happenedAt: at,
          properties: {
            subject: "Your first course",
            campaign: "Onboarding",
            flow: "WxYz12",
            message: "MsG123",
          },
        },
      },
      { body: { name: "event:api:course_page_viewed", id: "evt-2" } },
    ]);
  });

  it("takes the e-mail address where the profile comes along", async () => {
    const profile = { type: "profile", id: "01GDD", attributes: { email: "ola@acme.test" } };
    const changes = await mapped(
      "klaviyo",
      batch(happening("event:klaviyo.opened_email", 1, [profile])),
    );
    expect(changes.map(({ body }) => body)).toMatchObject([
      { kind: "attributes", values: { email: "ola@acme.test" } },
      { kind: "behaviour", name: "opened_email" },
    ]);
  });

  it("comes in batches of up to a thousand", async () => {
    const happenings = Array.from({ length: 1_000 }, (_, number) =>
      happening("event:klaviyo.opened_email", number),
    );
    expect(await mapped("klaviyo", batch(...happenings))).toHaveLength(1_000);
  });
});
