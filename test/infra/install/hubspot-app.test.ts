import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { grantCallback } from "../../../shared/api/oauth.ts";
import { happenings, kindOf } from "../../../shared/connectors/hubspot/event-kind.ts";
import { optionalScopes, requiredScopes } from "../../../shared/connectors/hubspot/oauth.ts";
import { objectTypeIds } from "../../../shared/connectors/hubspot/versions.ts";
import { objectKinds } from "../../../shared/contracts/change.ts";

const root = join(import.meta.dirname, "../../../infra/install/hubspot");
const publicUrl = "${PUBLIC_URL}";

function read<Shape extends z.ZodType>(file: string, shape: Shape): z.output<Shape> {
  return shape.parse(JSON.parse(readFileSync(join(root, file), "utf8")));
}

const Project = z.strictObject({
  name: z.string().min(1),
  srcDir: z.literal("src"),
  platformVersion: z.literal("2026.09"),
});

const App = z.strictObject({
  uid: z.string(),
  type: z.literal("app"),
  config: z.strictObject({
    name: z.string().max(200),
    description: z.string().max(8192),
    distribution: z.enum(["private", "marketplace"]),
    auth: z.strictObject({
      type: z.literal("oauth"),
      redirectUrls: z.array(z.string()),
      requiredScopes: z.array(z.string()),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({
      fetch: z.array(z.string()),
      iframe: z.tuple([]),
      img: z.tuple([]),
    }),
    support: z.strictObject({
      supportEmail: z.string(),
      documentationUrl: z.string(),
      supportUrl: z.string(),
    }),
  }),
});

const CrmSubscription = z.strictObject({
  subscriptionType: z.string().startsWith("object."),
  objectType: z.enum(objectKinds),
  propertyName: z.string().optional(),
  active: z.literal(true),
});

const Webhooks = z.strictObject({
  uid: z.string(),
  type: z.literal("webhooks"),
  config: z.strictObject({
    settings: z.strictObject({
      targetUrl: z.string(),
      maxConcurrentRequests: z.number().int().positive(),
    }),
    subscriptions: z.strictObject({
      crmObjects: z.array(CrmSubscription),
      legacyCrmObjects: z.tuple([]),
      hubEvents: z.array(z.strictObject({ subscriptionType: z.string(), active: z.literal(true) })),
    }),
  }),
});

const Card = z.strictObject({
  uid: z.string(),
  type: z.literal("card"),
  config: z.strictObject({
    name: z.string(),
    description: z.string(),
    location: z.literal("crm.record.sidebar"),
    entrypoint: z.string(),
    objectTypes: z.array(z.enum(["contacts", "companies"])),
  }),
});

const app = () => read("src/app/app-hsmeta.json", App);
const webhooks = () => read("src/app/webhooks/webhooks-hsmeta.json", Webhooks).config;

describe("the HubSpot app", () => {
  it("is a project of platform 2026.09 whose parts have names of their own", () => {
    expect(read("hsproject.json", Project).name).toBe("muster");
    const parts = globSync("src/**/*-hsmeta.json", { cwd: root });
    const uids = parts.map((file) => read(file, z.looseObject({ uid: z.string() })).uid);
    expect(new Set(uids).size).toBe(3);
    for (const uid of uids) expect(uid).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
  });

  it("asks for the scopes that the code asks for, no more and no less", () => {
    const { auth } = app().config;
    expect(auth.requiredScopes).toEqual(requiredScopes);
    expect(auth.optionalScopes).toEqual(optionalScopes);
  });

  it("names the addresses that this system answers at", () => {
    const context = { publicUrl: () => publicUrl };
    const { auth, permittedUrls } = app().config;
    expect(auth.redirectUrls).toEqual([grantCallback(context, "hubspot")]);
    expect(permittedUrls.fetch).toEqual([publicUrl]);
    expect(webhooks().settings.targetUrl).toBe(`${publicUrl}/hooks/hubspot`);
  });

  it("needs no variable that its profile does not have", () => {
    const Profile = z.strictObject({
      accountId: z.number(),
      variables: z.record(z.string(), z.string()),
    });
    const { variables } = read("src/hsprofile.prod.json", Profile);
    const used = globSync("src/**/*-hsmeta.json", { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name),
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(variables)));
  });
});

describe("its webhooks", () => {
  it("tell every kind of event that is followed, and no other", () => {
    const { crmObjects, hubEvents } = webhooks().subscriptions;
    const told = new Set([
      ...crmObjects.map(({ subscriptionType, objectType }) =>
        subscriptionType.replace("object", objectType),
      ),
      ...hubEvents.map(({ subscriptionType }) => subscriptionType),
    ]);
    const followed = objectKinds.flatMap((object) =>
      happenings
        .filter((happening) => object === "contact" || happening !== "privacyDeletion")
        .map((happening) => `${object}.${happening}`),
    );
    expect(told).toEqual(new Set(followed));
  });

  it("are of types that the reader of webhooks knows", () => {
    const { crmObjects, hubEvents } = webhooks().subscriptions;
    for (const { subscriptionType, objectType } of crmObjects) {
      const objectTypeId = objectTypeIds[objectType];
      const event = { portalId: "1", occurredAt: 0, subscriptionType, objectTypeId };
      expect(kindOf(event)?.object).toBe(objectType);
    }
    for (const { subscriptionType } of hubEvents)
      expect(kindOf({ portalId: "1", occurredAt: 0, subscriptionType })).toBeDefined();
  });

  it("name each property once, e-mail and domain among them, by which profiles join", () => {
    const { crmObjects } = webhooks().subscriptions;
    const named = crmObjects.flatMap(({ subscriptionType, objectType, propertyName }) => {
      expect(propertyName !== undefined).toBe(subscriptionType === "object.propertyChange");
      return propertyName === undefined ? [] : [`${objectType}.${propertyName}`];
    });
    expect(named).toEqual(expect.arrayContaining(["contact.email", "company.domain"]));
    expect(new Set(named).size).toBe(named.length);
    // HubSpot's own limit of subscriptions for an app.
    expect(crmObjects.length).toBeLessThan(1_000);
  });
});

describe("its card", () => {
  it("stands on both kinds of records, and its program is where it says", () => {
    const { entrypoint, objectTypes } = read(
      "src/app/cards/segments-card-hsmeta.json",
      Card,
    ).config;
    expect(objectTypes).toEqual(["contacts", "companies"]);
    expect(globSync(`src${entrypoint}`, { cwd: root })).toHaveLength(1);
  });
});
