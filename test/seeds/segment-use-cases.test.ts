import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RecordingServer, recordingServer } from "../connectors/recording-server.ts";
import { type Running, startMuster, where } from "../system/running.ts";
import { Portal } from "./portal.ts";

let running: Running;
let portal: Portal;
let outside: RecordingServer;
beforeAll(async () => {
  running = await startMuster({ sample: false });
  outside = await recordingServer(() => ({ status: 200 }));
  portal = new Portal(running.muster, await running.muster.connect("CRM"));
});
afterAll(async () => {
  await outside[Symbol.asyncDispose]();
  await running.stop();
});

const grant = (type: string, id: string) => ({ kind: "grant", resource: { type, id } });
const Certificates = z.object({ items: z.array(z.object({ id: z.string(), state: z.string() })) });
const Progress = z.object({
  segments: z.array(z.object({ name: z.string(), value: z.number(), reached: z.boolean() })),
});
const Recipients = z.object({ recipients: z.array(z.string()) });

/** Waits until somebody is shown exactly this. */
function expectShown(person: string, wanted: readonly string[]): Promise<void> {
  return portal.shows(person, wanted);
}

describe("segment use cases", () => {
  it("Partner Onboarding: tabs follow the phase, which a form moves on within a second", async () => {
    await portal.partner("acme", {}, { ann: { phase: "Prospecting" } });
    const [prospecting, signed] = await Promise.all(
      ["Prospecting", "Signed Contract"].map((phase) =>
        portal.segment(phase, "contact", where("phase", "=", phase)),
      ),
    );
    if (prospecting === undefined || signed === undefined) throw new Error("Segments are missing.");
    await portal.program("Getting started", [prospecting], grant("portal-tab", "getting-started"));
    await portal.program("Deals", [signed], grant("portal-tab", "deal-registration"));
    await expectShown("ann", ["portal-tab:getting-started"]);
    const form = { connectionId: portal.connectionId, values: { phase: "Signed Contract" } };
    const submittedAt = performance.now();
    await portal.post(`/api/v1/profiles/${await portal.idOf("ann")}/attributes`, form);
    await expectShown("ann", ["portal-tab:deal-registration"]);
    console.log(`new grants after ${Math.round(performance.now() - submittedAt)} ms`);
  });

  it("Ability to Create Quotes: who reaches a tier or is certified, and no longer who falls back", async () => {
    await portal.partner("bolt", {}, { bo: { quotesTier: "Silver", certified: false } });
    const rule = {
      combinator: "or",
      rules: [
        { field: "quotesTier", operator: "=", value: "Gold" },
        { field: "certified", operator: "=", value: true },
      ],
    };
    const qualified = await portal.segment("Qualified", "contact", rule);
    await portal.program("Quotes", [qualified], grant("quote-creation", "quotes"));
    await expectShown("bo", []);
    await portal.becomes("contact", "bo", { certified: true });
    await expectShown("bo", ["quote-creation:quotes"]);
    await portal.becomes("contact", "bo", { certified: false });
    await expectShown("bo", []);
  });

  it("Ability to Edit the Partner Profile: admins of a partner only", async () => {
    const people = { cy: { contactRole: "Admin" }, di: { contactRole: "Member" } };
    await portal.partner("corp", {}, people);
    const admins = await portal.segment("Admins", "contact", where("contactRole", "=", "Admin"));
    await portal.program("Profile", [admins], grant("profile-editing", "address"));
    await expectShown("cy", ["profile-editing:address"]);
    await expectShown("di", []);
  });

  it("Restrict assets to specific segments: hidden entirely, for everybody of another partner", async () => {
    await portal.partner("delta", { assetTier: "Gold" }, { ed: {} });
    await portal.partner("echo", { assetTier: "Tin" }, { flo: {} });
    const gold = await portal.segment("Gold assets", "company", where("assetTier", "=", "Gold"));
    await portal.program("Pricing sheet", [gold], grant("asset", "pricing-sheet"));
    await portal.program("Enablement", [gold], grant("folder", "enablement"));
    await expectShown("ed", ["asset:pricing-sheet", "folder:enablement"]);
    await expectShown("flo", []);
    const context = { targetingKey: "email:flo@acme.test" };
    const flag = "/ofrep/v1/evaluate/flags/asset:pricing-sheet";
    expect((await running.muster.call("POST", flag, { context })).status).toBe(404);
  });

  it("Target Announcements to Specific Segments: a regional promotion", async () => {
    await portal.partner(
      "fox",
      {},
      { gil: { country: "United States" }, hal: { country: "Peru" } },
    );
    const states = await portal.segment("US", "contact", where("country", "=", "United States"));
    await portal.program("Promotion", [states], grant("announcement", "summer"));
    await expectShown("gil", ["announcement:summer"]);
    await expectShown("hal", []);
  });

  it("Enroll Partners into Courses by Segment: enrolled on entering, shown in the portal, withdrawn on leaving", async () => {
    const lms = { kind: "lms", name: "Academy", baseUrl: outside.url, secret: "token" };
    const { id: connectionId } = z
      .object({ id: z.string() })
      .parse(await portal.post("/api/v1/connections", lms));
    await portal.partner("golf", {}, { ira: { learning: "Onboarding" } });
    const learners = await portal.segment("New", "contact", where("learning", "=", "Onboarding"));
    const course = { kind: "course", connectionId, courseId: "basics", onExit: "withdraw" };
    await portal.program("Basics", [learners], course);
    const asked = (method: string) =>
      running.muster.until(async () =>
        outside.requests.find((each) => each.method === method && each.path.includes("ira%40")),
      );
    expect((await asked("PUT")).path).toContain("/courses/basics/enrolments/");
    expect((await portal.grants("ira")).courses).toEqual([{ courseId: "basics" }]);
    await portal.becomes("contact", "ira", { learning: "Done" });
    await asked("DELETE");
    expect((await portal.grants("ira")).courses).toEqual([]);
  });

  it("Award Certifications by Segment: awarded with the training, revoked without it", async () => {
    await portal.partner("hotel", {}, { jo: { trained: "Yes" } });
    const trained = await portal.segment("Trained", "contact", where("trained", "=", "Yes"));
    const certificate = { kind: "certificate", certificate: "Sales expert", onExit: "revoke" };
    await portal.program("Expert", [trained], certificate);
    const id = await portal.idOf("jo");
    const held = (state: string) =>
      running.muster.until(async () => {
        const answer = await running.muster.read(`/api/v1/profiles/${id}/certificates`);
        return Certificates.parse(answer).items.find((each) => each.state === state);
      });
    const { id: certificateId } = await held("valid");
    await portal.becomes("contact", "jo", { trained: "No" });
    await held("revoked");
    const verified = await fetch(`${running.muster.url}/api/v1/certificates/${certificateId}`);
    expect(await verified.json()).toMatchObject({ state: "revoked" });
  });

  it("Scope Deal Coach per Segment: each tier its own guidance", async () => {
    await portal.partner("india", { coachTier: "Silver" }, { kim: {} });
    const silver = await portal.segment("Silver", "company", where("coachTier", "=", "Silver"));
    const gold = await portal.segment("Gold", "company", where("coachTier", "=", "Gold"));
    await portal.program("Silver coach", [silver], grant("deal-coach", "first-deals"));
    await portal.program("Gold coach", [gold], grant("deal-coach", "co-selling"));
    await expectShown("kim", ["deal-coach:first-deals"]);
    await portal.becomes("company", "india", { coachTier: "Gold" });
    await expectShown("kim", ["deal-coach:co-selling"]);
  });

  it("Apply Pricing & Discount Rules per Segment (CPQ): the terms that count, and why", async () => {
    await portal.partner("july", { priceTier: "Platinum" }, { lee: {} });
    await portal.partner("kilo", { priceTier: "Tin" }, { max: {} });
    const everybody = await portal.segment("Priced", "company", where("priceTier", "notNull"));
    const platinum = await portal.segment(
      "Platinum",
      "company",
      where("priceTier", "=", "Platinum"),
    );
    const price = { kind: "price", product: "seat" };
    const list = { ...price, precedence: 1, terms: { price: 90, currency: "EUR" } };
    const deeper = { ...price, precedence: 10, terms: { discountPercent: 30 } };
    await portal.program("List price", [everybody], list);
    await portal.program("Platinum discount", [platinum], deeper);
    const prices = (person: string, terms: object) =>
      running.muster.until(async () => {
        const found = (await portal.grants(person)).prices;
        return JSON.stringify(found[0]?.terms) === JSON.stringify(terms) ? found : undefined;
      });
    expect(await prices("lee", deeper.terms)).toMatchObject([
      { reason: '"Platinum discount" has precedence 10, before "List price" with 1.' },
    ]);
    expect(await prices("max", list.terms)).toMatchObject([
      { reason: '"List price" is the only rule that applies.' },
    ]);
    expect((await portal.grants("ann")).prices).toEqual([]);
  });

  it("Track Goals per Segment: progress of each, side by side", async () => {
    await portal.partner(
      "lima",
      {},
      {
        ned: { goalRegion: "EMEA", deals: 70 },
        oda: { goalRegion: "EMEA", deals: 50 },
        pat: { goalRegion: "APAC", deals: 20 },
      },
    );
    const [emea, apac] = await Promise.all(
      ["EMEA", "APAC"].map((region) =>
        portal.segment(region, "contact", where("goalRegion", "=", region)),
      ),
    );
    if (emea === undefined || apac === undefined) throw new Error("Segments are missing.");
    const measure = { function: "sum", attribute: "deals" };
    const goal = await portal.program("Deals", [emea, apac], {
      kind: "goal",
      measure,
      target: 100,
    });
    const { segments } = Progress.parse(
      await running.muster.read(`/api/v1/programs/${goal.id}/progress`),
    );
    expect(segments).toEqual([
      { name: "EMEA", value: 120, reached: true },
      { name: "APAC", value: 20, reached: false },
    ]);
    expect((await portal.grants("ned")).goals).toEqual([{ target: 100 }]);
  });

  it("Manage Permissions & Notifications by Segment: deal updates to champions who collaborate on the deal", async () => {
    const champion = { persona: "partner champion" };
    await portal.partner("mike", {}, { quin: champion, ray: champion, sam: { persona: "buyer" } });
    const champions = await portal.segment(
      "Champions",
      "contact",
      where("persona", "=", "partner champion"),
    );
    await portal.program("Collaborate", [champions], grant("collaboration", "deals"));
    await portal.program("Invite", [champions], grant("invitation", "colleagues"));
    await expectShown("quin", ["collaboration:deals", "invitation:colleagues"]);
    await expectShown("sam", []);
    const notification = { kind: "notification", about: "deals", url: `${outside.url}/deals` };
    const { id, secret } = await portal.program("Deal updates", [champions], notification);
    expect(secret).toMatch(/^whsec_/);
    const told = await portal.post(`/api/v1/programs/${id}/notices`, {
      deal: { id: "d-1", values: { stage: "Won" } },
      collaborators: ["email:quin@acme.test", "email:sam@acme.test"],
    });
    expect(Recipients.parse(told).recipients).toEqual([await portal.idOf("quin")]);
    const { body } = await running.muster.until(async () =>
      outside.requests.find(({ path }) => path === "/deals"),
    );
    expect(JSON.parse(body)).toMatchObject({
      type: "deal.updated",
      data: { deal: { id: "d-1" }, recipients: [{ profileId: await portal.idOf("quin") }] },
    });
  });
});
