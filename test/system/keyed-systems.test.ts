import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { contact, type Running, startMuster, where } from "./running.ts";

const Made = z.object({ id: z.string() });
const Shown = z.object({ import: z.object({ state: z.string() }).optional() });
const Lists = z.object({
  items: z.array(z.object({ name: z.string(), emails: z.array(z.string()) })),
});
const Partners = z.object({ items: z.array(z.object({ tags: z.array(z.string()) })) });

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let running: Running;
beforeAll(async () => {
  sandbox = await runSandbox({ patience: 1 });
  running = await startMuster({ sample: false });
});
afterAll(async () => {
  await running.stop();
  await sandbox[Symbol.asyncDispose]();
});

function person(name: string, tier: string) {
  const event = contact(name, { tier });
  return { ...event, data: { ...event.data, email: `${name}@acme.test` } };
}

async function connect(kind: "klaviyo" | "activecampaign" | "partnerstack"): Promise<string> {
  const baseUrl = `${sandbox.url}/${kind}`;
  const body = { kind, name: kind, baseUrl, secret: sandbox.keys[kind] };
  const answer = await running.muster.call("POST", "/api/v1/connections", body);
  expect(answer.status).toBe(201);
  return Made.parse(await answer.json()).id;
}

async function bind(segmentId: string, kind: string, connectionId: string): Promise<void> {
  const path = `/api/v1/segments/${segmentId}/destinations`;
  expect((await running.muster.call("POST", path, { kind, connectionId })).status).toBe(201);
}

async function shownAt<T>(system: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await fetch(`${sandbox.url}/sandbox/${system}`)).json());
}

it("segments reach the lists, tags and partner tags of systems that a key opens", async () => {
  const { muster } = running;
  const source = await muster.connect("PRM");
  const [klaviyo, activecampaign, partnerstack] = [
    await connect("klaviyo"),
    await connect("activecampaign"),
    await connect("partnerstack"),
  ];
  await muster.until(async () => {
    const shown = Shown.parse(await muster.read(`/api/v1/connections/${partnerstack}`));
    return shown.import?.state === "done" ? true : undefined;
  });
  await muster.send(
    source,
    ["ann", "ben"].map((name) => person(name, "Gold")),
  );
  const gold = await muster.segment("Gold", where("tier", "=", "Gold"));
  const resellers = await muster.segment("Resellers", where("groupSlug", "=", "resellers"));
  await bind(gold.id, "klaviyo-list", klaviyo);
  await bind(gold.id, "activecampaign-tag", activecampaign);
  await bind(resellers.id, "partnerstack-tag", partnerstack);
  await muster.idle();
  const expected = [{ name: "Muster · Gold", emails: ["ann@acme.test", "ben@acme.test"] }];
  for (const system of ["klaviyo", "activecampaign"]) {
    const { items } = await shownAt(system, Lists);
    expect(items.map(({ name, emails }) => ({ name, emails: emails.toSorted() }))).toEqual(
      expected,
    );
  }
  const partners = await shownAt("partnerstack", Partners);
  const tagged = partners.items.filter(({ tags }) => tags.includes("Muster · Resellers"));
  expect([tagged.length, resellers.size]).toEqual([10, 10]);

  await muster.send(source, person("ann", "Silver"));
  await muster.idle();
  for (const system of ["klaviyo", "activecampaign"])
    expect((await shownAt(system, Lists)).items[0]?.emails).toEqual(["ben@acme.test"]);
});
