import { describe, expect, it } from "vitest";
import { now } from "../../samples.ts";
import { mapped } from "./mapped.ts";

const at = Date.parse("2026-11-21T08:30:00.250Z");

describe("Thinkific", () => {
  const envelope = {
    id: "20261121083000250117",
    tenant_id: "59",
    created_at: "2026-11-21T08:30:00.250Z",
  };
  const user = { id: 94, email: "lea@acme.test", first_name: "Lea", last_name: "Roth" };
  const enrollment = {
    activated_at: "2026-11-20T08:00:00.000Z",
    completed_at: null,
    course: { id: 68, name: "Selling the platform" },
    course_id: 68,
    expiry_date: null,
    free_trial: false,
    id: 3,
    percentage_completed: "24.0",
    user,
  };

  it("tells of progress: the person, and what happened", async () => {
    const payload = {
      ...envelope,
      resource: "enrollment",
      action: "progress",
      payload: enrollment,
    };
    expect(await mapped("thinkific", payload)).toEqual([
      {
        object: "contact",
        recordId: "94",
        at,
        body: {
          kind: "attributes",
          values: { email: "lea@acme.test", first_name: "Lea", last_name: "Roth" },
        },
      },
      {
        object: "contact",
        recordId: "94",
        at,
        body: {
          kind: "behaviour",
          name: "enrollment_progress",
          id: "20261121083000250117",
          happenedAt: at,
          properties: { course: "68", course_name: "Selling the platform", progress: 24 },
        },
      },
    ]);
  });

  it("tells of orders with what was bought", async () => {
    const order = {
      affiliate_referral_code: null,
      amount_cents: 5_000,
      amount_dollars: 50,
      billing_name: "Lea Roth",
      coupon: null,
      id: 19_796,
      order_number: 1_010,
      payment_type: "one-time",
      product_id: 1,
      product_name: "Partner basics",
      status: "Complete",
      user,
    };
    const payload = { ...envelope, resource: "order", action: "created", payload: order };
    const [, happening] = await mapped("thinkific", payload);
    expect(happening?.body).toMatchObject({
      name: "order_created",
      properties: {
        product: "1",
        product_name: "Partner basics",
        amount: 50,
        status: "Complete",
      },
    });
  });

  it("tells of users; an update alone is no behaviour; empty names say nothing", async () => {
    const profile = { ...user, company: "", headline: null, custom_profile_fields: [], roles: [] };
    const of = (action: string) => ({ ...envelope, resource: "user", action, payload: profile });
    expect((await mapped("thinkific", of("updated"))).map(({ body }) => body)).toEqual([
      {
        kind: "attributes",
        values: { email: "lea@acme.test", first_name: "Lea", last_name: "Roth" },
      },
    ]);
    expect((await mapped("thinkific", of("signup"))).map(({ body }) => body)).toMatchObject([
      { kind: "attributes" },
      { kind: "behaviour", name: "user_signup", properties: {} },
    ]);
  });

  it("is passed over where it is about nobody", async () => {
    const payload = { id: 68, name: "Selling the platform", slug: "selling" };
    const about = { ...envelope, resource: "course", action: "updated", payload };
    expect(await mapped("thinkific", about)).toEqual([]);
  });
});

describe("Teachable", () => {
  const user = { id: 5_512, name: "Tom Brandt", email: "tom@acme.test", role: "student" };

  it("tells of enrolments", async () => {
    const payload = {
      type: "Enrollment.completed",
      id: 811,
      livemode: true,
      created: "2026-11-21T08:30:00.250Z",
      hook_event_id: 99_017,
      object: {
        user_id: 5_512,
        course_id: 301,
        percent_complete: 100,
        user,
        course: { id: 301, name: "Certified seller" },
      },
    };
    expect(await mapped("teachable", payload)).toEqual([
      {
        object: "contact",
        recordId: "5512",
        at,
        body: { kind: "attributes", values: { email: "tom@acme.test", name: "Tom Brandt" } },
      },
      {
        object: "contact",
        recordId: "5512",
        at,
        body: {
          kind: "behaviour",
          name: "enrollment_completed",
          id: "99017",
          happenedAt: at,
          properties: { course: "301", course_name: "Certified seller", progress: 100 },
        },
      },
    ]);
  });

  it("tells of users, who are the object itself", async () => {
    const payload = { type: "User.updated", created: "2026-11-21T08:30:00.250Z", object: user };
    expect(await mapped("teachable", payload)).toMatchObject([
      { recordId: "5512", body: { kind: "attributes", values: { email: "tom@acme.test" } } },
    ]);
  });

  it("happens when it comes in where it says no time, and is passed over without a person", async () => {
    const payload = { type: "UserTag.created", object: { user, tag: { name: "VIP" } } };
    expect(await mapped("teachable", payload)).toMatchObject([
      { at: now },
      { at: now, body: { name: "usertag_created", properties: { tag: "VIP" } } },
    ]);
    expect(await mapped("teachable", { type: "Comment.created", object: { id: 1 } })).toEqual([]);
  });
});

describe("Kajabi", () => {
  const contact = {
    id: "2187412",
    type: "contacts",
    attributes: {
      name: "Mia Vogel",
      email: "mia@acme.test",
      phone_number: "+49 30 1234",
      address_country: "Germany",
      subscribed: true,
      business_number: null,
      external_user_id: null,
      updated_at: "2026-11-20T07:00:00.000Z",
    },
    relationships: { site: { data: { id: "2", type: "sites" } } },
  };

  it("tells of tags", async () => {
    const tag = { id: "17", type: "contact_tags", attributes: { name: "Reseller" } };
    const payload = { id: "hook-1", event: "tag_added", payload: [contact, tag] };
    expect(await mapped("kajabi", payload)).toEqual([
      {
        object: "contact",
        recordId: "2187412",
        at: Date.parse("2026-11-20T07:00:00Z"),
        body: {
          kind: "attributes",
          values: {
            email: "mia@acme.test",
            name: "Mia Vogel",
            phone_number: "+49 30 1234",
            country: "Germany",
            subscribed: true,
          },
        },
      },
      {
        object: "contact",
        recordId: "2187412",
        at: now,
        body: {
          kind: "behaviour",
          name: "tag_added",
          id: "hook-1",
          happenedAt: now,
          properties: { tag: "Reseller" },
        },
      },
    ]);
  });

  it("tells of purchases, of the customer's contact", async () => {
    const purchase = {
      id: "901",
      type: "purchases",
      attributes: {
        amount_in_cents: 9_900,
        currency: "EUR",
        coupon_code: null,
        created_at: "2026-11-21T08:30:00.250Z",
      },
    };
    const offer = { id: "44", type: "offers", attributes: { title: "Partner course" } };
    const customer = {
      id: "777",
      type: "customers",
      attributes: { name: "Mia Vogel", email: "mia@acme.test" },
      relationships: { contact: { data: { id: "2187412", type: "contacts" } } },
    };
    const payload = { id: "hook-2", event: "purchase", payload: [purchase, offer, customer] };
    expect(await mapped("kajabi", payload)).toMatchObject([
      { recordId: "2187412", body: { values: { email: "mia@acme.test" } } },
      {
        recordId: "2187412",
        at,
        body: {
          name: "purchase",
          properties: {
            offer: "44",
            offer_title: "Partner course",
            amount_in_cents: 9_900,
            currency: "EUR",
          },
        },
      },
    ]);
  });

  it("is passed over where it is about nobody", async () => {
    expect(await mapped("kajabi", { id: "hook-3", event: "ping", payload: [] })).toEqual([]);
  });
});
