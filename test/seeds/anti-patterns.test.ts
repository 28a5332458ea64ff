import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../api/client.ts";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

type Values = Parameters<typeof set>[1];

/** A workspace of so many people; what each is depends on the number. */
async function peopled(name: string, count: number, of: (at: number) => Values): Promise<Client> {
  const here = world(name);
  const changes = Array.from({ length: count }, (_, at) => set(`p${at}`, of(at)));
  await here.apply(crm.says(...changes));
  await here.settle();
  return Client.of(here);
}

async function segment(client: Client, rule: unknown, more: object = {}): Promise<string> {
  const body = { name: "Test", object: "contact", owner: "Priya Kapoor", rule, ...more };
  const made = await client.post("/api/v1/segments", body);
  if (made.status !== 201) throw new Error(made.json.detail);
  await client.world.settle();
  return made.json.id;
}

async function previewed(client: Client, rule: unknown) {
  return (await client.post("/api/v1/segments/preview", { object: "contact", rule })).json;
}

async function findings(client: Client, id: string) {
  return (await client.get(`/api/v1/segments/${id}/findings`)).json.items;
}

const all = (...rules: unknown[]) => ({ combinator: "and", rules });
const is = (field: string, operator: string, value?: unknown) => ({ field, operator, value });

describe("anti-patterns", () => {
  it("Building segments around individuals: whom a rule names, and how many, is told", async () => {
    const client = await peopled("individuals", 30, (at) => ({
      email: `p${at}@acme.test`,
      badge: `B-${at}-${at * 7}`,
    }));
    const named = is("email", "in", ["p1@acme.test", "p2@acme.test"]);
    expect(await previewed(client, all(named))).toMatchObject({
      count: 2,
      findings: [{ code: "names-individuals", severity: "warning", pointer: "/rules/0", count: 2 }],
      warnings: [expect.stringContaining("names 2 persons")],
    });
    // What nearly everybody has one of their own of is a name too, whatever it is called.
    const badge = is("badge", "=", "B-3-21");
    expect((await previewed(client, all(badge))).findings).toMatchObject([
      { code: "names-individuals", count: 1 },
    ]);
    const domain = is("email", "endsWith", "@acme.test");
    expect((await previewed(client, all(domain))).findings).toEqual([]);
    const id = await segment(client, all(named));
    const shown = (await client.get(`/api/v1/segments/${id}`)).json;
    expect(shown.findings).toMatchObject([{ code: "names-individuals" }]);
  });

  it("Hard-coding values that change: a tier that was renamed, and a date that time leaves behind", async () => {
    const client = await peopled("hard-coded", 12, (at) => ({
      tier: at < 8 ? "Platinum Partner" : "Silver",
      signedAt: `2026-1${at % 2}-0${1 + (at % 9)}`,
    }));
    const gold = await previewed(client, where("tier", "=", "Platnum Partner"));
    expect(gold.findings).toMatchObject([
      { code: "value-not-seen", pointer: "/rules/0", count: 0 },
    ]);
    expect(gold.findings[0]?.remedy).toContain('"Platinum Partner", which 8 profiles have');
    const id = await segment(client, where("tier", "in", ["Silver", "Platinum Partner"]));
    expect(await findings(client, id)).toEqual([]);
    const renamed = Array.from({ length: 8 }, (_, at) => set(`p${at}`, { tier: "Elite" }, 1));
    await client.world.apply(crm.says(...renamed));
    await client.world.settle();
    expect(await findings(client, id)).toMatchObject([
      { code: "value-not-seen", message: expect.stringContaining("Platinum Partner") },
    ]);
    const dated = await previewed(client, where("signedAt", "after", "2026-09-01"));
    expect(dated.findings).toMatchObject([{ code: "fixed-date", severity: "warning" }]);
    expect(dated.findings[0]?.remedy).toContain("inLast P83D");
    const cohort = is("signedAt", "between", ["2026-10-01", "2026-10-31"]);
    expect((await previewed(client, all(cohort))).findings).toMatchObject([
      { code: "fixed-date", severity: "hint", remedy: expect.stringContaining("retireAt") },
    ]);
    const ending = await segment(client, all(cohort), { retireAt: "2027-01-01" });
    expect(await findings(client, ending)).toEqual([]);
  });

  it("Creating segments without owners: refused, and an owner who is nobody is found", async () => {
    const client = await peopled("owners", 3, () => ({ tier: "Gold" }));
    const body = { name: "Orphan", object: "contact", rule: where("tier", "=", "Gold") };
    expect((await client.post("/api/v1/segments", body)).status).toBe(422);
    const id = await segment(client, where("tier", "=", "Gold"), { owner: "N/A" });
    const path = `/api/v1/segments/${id}`;
    const { findings: shown, warnings } = (await client.get(path)).json;
    expect(shown).toMatchObject([{ code: "no-owner" }]);
    expect(warnings).toEqual([expect.stringContaining("Give it an owner: the name of a person")]);
    await client.call("PATCH", path, { body: { owner: "Priya Kapoor" } });
    expect((await client.get(path)).json.findings).toEqual([]);
  });

  it("Letting segments outlive their programs: one whose programs all end has no end of its own", async () => {
    const client = await peopled("outlive", 3, () => ({ launch: "Q4" }));
    const id = await segment(client, where("launch", "=", "Q4"));
    const resource = { type: "portal-page", id: "launch" };
    const program = { name: "Launch", owner: "Ann", include: [id], kind: "grant", resource };
    const until = "2027-01-01T00:00:00.000Z";
    await client.post("/api/v1/programs", { ...program, until });
    const path = `/api/v1/segments/${id}`;
    const shown = (await client.get(path)).json.findings;
    expect(shown).toMatchObject([{ code: "no-retirement" }]);
    expect(shown[0]?.remedy).toContain(until);
    await client.call("PATCH", path, { body: { retireAt: until } });
    expect((await client.get(path)).json.findings).toEqual([]);
  });

  it("Stacking too many conditions: those that change nothing are named, with how many are found", async () => {
    const client = await peopled("stacking", 20, (at) => ({
      tier: at % 2 ? "Gold" : "Silver",
      partner: true,
      region: at < 10 ? "EMEA" : "APAC",
      score: at,
    }));
    const rule = all(is("tier", "=", "Gold"), is("partner", "=", true), is("score", ">=", 0), {
      combinator: "or",
      rules: [is("region", "=", "EMEA"), is("score", "<", 5)],
    });
    const { count, findings: found } = await previewed(client, rule);
    expect(count).toBe(5);
    const idle = found.filter(({ code }) => code === "changes-nothing");
    expect(idle.map(({ pointer }) => pointer)).toEqual([
      "/rules/1",
      "/rules/2",
      "/rules/3/rules/1",
    ]);
    expect(idle[0]).toMatchObject({ count: 5 });
    expect(idle[0]?.message).toContain("partner is true");
    const many = all(...[1, 2, 3, 4, 5, 6, 7].map((at) => is("score", "!=", at)));
    expect((await previewed(client, many)).findings).toMatchObject([
      { code: "too-many-conditions" },
    ]);
  });

  it("Ignoring data hygiene: fifteen variations of Enterprise are one plan, and none is lost", async () => {
    const written = [
      "Enterprise",
      "enterprise",
      "ENTERPRISE",
      "Enterprise ",
      " enterprise",
      "enterprise.",
      "Enterprise-",
      "ENTERPRISE ",
      "Enterprize",
      "Enteprise",
      "Entreprise",
      "Enterprse",
      "Enterpirse",
      "Enterprises",
      "ENT",
    ];
    const client = await peopled("hygiene", 120, (at) =>
      at < 14
        ? { plan: written[at + 1] ?? "" }
        : at < 100
          ? { plan: at < 60 ? "Enterprise" : "Starter" }
          : { seats: at },
    );
    const rule = where("plan", "=", "Enterprise");
    const id = await segment(client, rule);
    const size = async () => (await client.get(`/api/v1/segments/${id}`)).json.size;
    expect(await size()).toBe(46);
    expect(await findings(client, id)).toMatchObject([
      { code: "value-written-differently", count: 14 },
    ]);
    const detail = (await client.get("/api/v1/attributes/contact/plan")).json;
    expect(detail).toMatchObject({ filled: 100, distinct: 16, exact: true, profiles: 120 });
    const [{ canonical, variants } = { canonical: undefined, variants: [] }] =
      detail.nearDuplicates;
    expect(canonical).toEqual({ value: "Enterprise", count: 46 });
    expect(variants.map(({ value }) => value).sort()).toEqual(written.slice(1).sort());
    // What is only probable is left to whoever knows: the suggestion is completed by hand.
    const { type, normalise } = detail.suggestion;
    expect(Object.keys(normalise.map)).toHaveLength(13);
    const body = { type, normalise: { map: { ...normalise.map, ENT: "Enterprise" } } };
    const path = "/api/v1/attributes/contact/plan";
    const { json: impact } = await client.post(`${path}/impact`, body);
    expect(impact).toMatchObject({
      exact: true,
      changed: 14,
      segments: [{ segmentId: id, enter: { count: 14 }, leave: { count: 0 }, stay: 46 }],
    });
    expect(await size()).toBe(46);
    await client.call("PUT", path, { body });
    await client.world.settle();
    expect(await size()).toBe(60);
    expect(await findings(client, id)).toEqual([]);
    expect((await client.get("/api/v1/profiles?key=crm:p13")).json.attributes).toMatchObject({
      plan: { value: "Enterprise", sources: [{ value: "ENT" }] },
    });
    await client.call("PUT", path, { body: { type: "string" } });
    await client.world.settle();
    expect(await size()).toBe(46);
  });

  it("Treating segments as throwaway: a twin is found, and one segment is built on another", async () => {
    const client = await peopled("throwaway", 12, (at) => ({
      tier: at < 8 ? "Gold" : "Silver",
      discount: at < 8 ? 20 : 10,
      region: at % 2 ? "EMEA" : "APAC",
    }));
    const id = await segment(client, where("tier", "=", "Gold"), { name: "Gold partners" });
    const again = await previewed(client, where("discount", ">", 15));
    expect(again.findings).toMatchObject([{ code: "twin", count: 8 }]);
    expect(again.findings[0]?.message).toContain('"Gold partners" has the same members');
    await segment(client, where("discount", ">", 15), { name: "High discount" });
    expect(await findings(client, id)).toMatchObject([
      { code: "twin", message: expect.stringContaining('"High discount"') },
    ]);
    const built = all(is("segment", "in", [id]), is("region", "=", "EMEA"));
    expect(await previewed(client, built)).toMatchObject({ count: 4, findings: [] });
  });
});
