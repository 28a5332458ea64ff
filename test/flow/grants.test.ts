import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presentGrants } from "../../shared/flow/present-grants.ts";
import type { TestDatabase } from "../test-database.ts";
import { requestsOf } from "./count-requests.ts";
import { crm, set, where } from "./messages.ts";
import { audience, program } from "./programs.ts";
import { company, profileOf, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const dayMs = 86_400_000;
const tab = (id: string) => ({ kind: "grant", resource: { type: "portal-tab", id } }) as const;

async function granted(here: World, recordId: string, object: "contact" | "company" = "contact") {
  const profile = await profileOf(here, object, recordId);
  if (profile === undefined) throw new Error(`There is no ${recordId}.`);
  const { grants, until } = await presentGrants(here.context, profile);
  return { ids: grants.map(({ resource }) => resource.id), until };
}

describe("what somebody is granted", () => {
  it("comes from the segments of their companies too, while they work there", async () => {
    const here = world("companies");
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold" }),
        set("ann", { role: "Admin" }),
        worksAt("ann", "acme"),
      ),
    );
    const gold = await here.segment({
      name: "Gold partners",
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    const desk = { ...audience(here, [gold]), ...tab("desk"), objects: ["company" as const] };
    await program(here, desk);
    expect(await granted(here, "ann")).toMatchObject({ ids: ["desk"] });
    expect(await granted(here, "acme", "company")).toMatchObject({ ids: ["desk"] });
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 1)));
    expect(await granted(here, "ann")).toMatchObject({ ids: [] });
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    expect(await granted(here, "ann")).toMatchObject({ ids: ["desk"] });
    await here.apply(crm.says(worksAt("ann", "acme", 3, true)));
    expect(await granted(here, "ann")).toMatchObject({ ids: [] });
  });

  it("is kept from who is excluded, be it by their company", async () => {
    const here = world("excluded");
    await here.apply(
      crm.says(
        company("acme", { status: "Frozen" }),
        set("ann", { role: "Admin" }),
        worksAt("ann", "acme"),
      ),
    );
    const admins = await here.segment({ name: "Admins", rule: where("role", "=", "Admin") });
    const frozen = await here.segment({
      name: "Frozen",
      object: "company",
      rule: where("status", "=", "Frozen"),
    });
    await program(here, { ...audience(here, [admins]), ...tab("a") });
    const both = ["contact", "company"] as const;
    await program(here, { ...audience(here, [admins], [frozen]), ...tab("b"), objects: [...both] });
    expect((await granted(here, "ann")).ids).toEqual(["a"]);
  });

  it("ends at the very instant, and begins at it, whether or not the write of it has come", async () => {
    const here = world("exact");
    const certified = new Date(here.now - 29 * dayMs).toISOString();
    await here.apply(crm.says(set("ann", { certified_at: certified })));
    const recent = await here.segment({
      name: "Recently",
      rule: where("certified_at", "inLast", "P30D"),
    });
    const lapsed = await here.segment({
      name: "Lapsed",
      rule: where("certified_at", "notInLast", "P30D"),
    });
    await program(here, { ...audience(here, [recent]), ...tab("deals") });
    await program(here, { ...audience(here, [lapsed]), ...tab("exam") });
    const before = await granted(here, "ann");
    expect(before).toEqual({ ids: ["deals"], until: here.now + dayMs });
    here.now += dayMs - 1;
    expect((await granted(here, "ann")).ids).toEqual(["deals"]);
    here.now += 1;
    expect((await granted(here, "ann")).ids).toEqual(["exam"]);
  });

  it("is nothing for whom no source has any more", async () => {
    const here = world("gone");
    await here.apply(crm.says(set("ann", { tier: "Gold" })));
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await program(here, { ...audience(here, [gold]), ...tab("desk") });
    expect((await granted(here, "ann")).ids).toEqual(["desk"]);
    const at = here.now;
    const gone = { object: "contact", recordId: "ann", at, body: { kind: "deletion" } } as const;
    await here.apply(crm.says(gone));
    expect((await granted(here, "ann")).ids).toEqual([]);
  });

  it("costs no read beyond the person's own, twice a second the index and the programs' count", async () => {
    const here = world("cost");
    await here.apply(crm.says(set("ann", { tier: "Gold", email: "ann@acme.test" })));
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    for (let at = 0; at < 100; at += 1)
      await program(here, { ...audience(here, [gold]), ...tab(`tab-${at}`) });
    expect((await granted(here, "ann")).ids).toHaveLength(100);
    const ann = await profileOf(here, "contact", "ann");
    if (ann === undefined) throw new Error("Ann is gone.");
    const decide = () => presentGrants(here.context, ann);
    await decide();
    expect(await requestsOf(decide)).toBe(0);
  });
});
