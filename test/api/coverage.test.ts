import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { crm, deleted, set, where } from "../flow/messages.ts";
import { company, worksAt } from "../flow/related-messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const grant = { kind: "grant", resource: { type: "portal-tab", id: "academy" } };

describe("whom programs reach", () => {
  it("is counted by program and owner, with those whom nobody addresses", async () => {
    const here = world("coverage");
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold" }),
        set("ann", { region: "EMEA" }),
        set("bo", { region: "EMEA" }),
        set("cy", { region: "APAC", email: "cy@acme.test" }),
        set("di", { region: "LATAM" }),
        set("ed", { region: "EMEA" }),
        worksAt("ann", "acme"),
        worksAt("di", "acme"),
        deleted("ed", 5),
      ),
    );
    await here.settle();
    const emea = await here.segment({ name: "EMEA", rule: where("region", "=", "EMEA") });
    const apac = await here.segment({ name: "APAC", rule: where("region", "=", "APAC") });
    const partners = await here.segment({
      name: "Gold partners",
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    const client = await Client.of(here);
    const program = (name: string, owner: string, about: object) =>
      client.post("/api/v1/programs", { ...grant, name, owner, ...about });
    await program("Regional", "Priya", { include: [emea.id] });
    await program("Everybody here", "Priya", { include: [emea.id], holdoutPercent: 90 });
    await program("Partners", "Jonas", { include: [partners.id], exclude: [apac.id] });
    await program("Over", "Zoe", { include: [apac.id], until: "2026-11-01" });
    const { json } = await client.get("/api/v1/coverage");
    const cy = profileIdOf(here.workspaceId, "contact", "crm", "cy");
    expect(json).toMatchObject({
      exact: true,
      profiles: 4,
      addressed: 3,
      unaddressed: { count: 1, sample: [cy], names: { [cy]: "cy@acme.test" } },
      owners: expect.arrayContaining([
        { owner: "Priya", people: 2 },
        { owner: "Jonas", people: 2 },
      ]),
      shared: [{ owners: ["Jonas", "Priya"], people: 1 }],
    });
    expect(json["programs"]).toHaveLength(3);
    const companies = (await client.get("/api/v1/coverage?object=company")).json;
    expect(companies).toMatchObject({ profiles: 1, addressed: 1, shared: [] });
  });
});
