import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainMembership } from "../../shared/flow/explain-membership.ts";
import { listMembers } from "../../shared/flow/list-members.ts";
import { membershipsNow, presentIndex } from "../../shared/flow/membership-now.ts";
import { previewRule } from "../../shared/flow/preview-rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, did, set, where } from "./messages.ts";
import { childOf, company, idOf, profileOf, some, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = where("tier", "=", "Gold");
const aDay = 86_400_000;

async function population(name: string): Promise<World> {
  const here = world(name);
  await here.apply(
    crm.says(
      company("acme", { tier: "Gold" }),
      childOf("shop", "acme"),
      worksAt("ann", "acme"),
      worksAt("bob", "shop"),
      set("carl", {}),
      did("ann", "viewed", here.now - aDay),
    ),
  );
  await here.settle();
  return here;
}

describe("a preview", () => {
  it("sees related profiles that nobody carries yet, and stores nothing", async () => {
    const here = await population("preview");
    const snapshot = await presentIndex(here.context, here.workspaceId);
    const count = async (object: "contact" | "company", rule: typeof gold): Promise<number> =>
      (await previewRule(here.context, snapshot, { object, rule })).count;
    expect(await count("contact", some("company", gold))).toBe(1);
    expect(await count("contact", some("company", some("ancestors", gold)))).toBe(1);
    expect(await count("company", some("ancestors", gold))).toBe(1);
    expect(await count("company", some("contacts", atLeast(1, "viewed", "P7D")))).toBe(1);
    expect(await count("contact", where("company", "null"))).toBe(1);
    expect(await here.publish()).toBe(false);
  });
});

describe("a member list and a profile's memberships", () => {
  it("know by the clock who is in no more, though the write of it is still on its way", async () => {
    const here = await population("list");
    const rule = some("contacts", atLeast(1, "viewed", "P7D"));
    const segment = await here.segment({ name: "Viewers", object: "company", rule });
    const leavesAt = here.now + 6 * aDay;
    const acme = await profileOf(here, "company", "acme");
    if (acme === undefined) throw new Error("no company");
    const listed = await listMembers(here.context, segment, { limit: 10 });
    expect(listed.members).toMatchObject([{ profileId: acme.id, leavesAt }]);
    expect(await membershipsNow(here.context, acme)).toMatchObject([{ leavesAt }]);
    here.now = leavesAt;
    expect((await listMembers(here.context, segment, { limit: 10 })).members).toEqual([]);
    expect(await membershipsNow(here.context, acme)).toEqual([]);
  });
});

describe("an explanation", () => {
  it("shows the related profiles that decide", async () => {
    const here = await population("explain");
    const segment = await here.segment({ name: "At gold", rule: some("company", gold) });
    const ann = await profileOf(here, "contact", "ann");
    if (ann === undefined) throw new Error("no contact");
    const explained = await explainMembership(here.context, ann, segment);
    expect(explained).toMatchObject({ member: true, tree: { truth: true } });
    expect(JSON.stringify(explained.tree)).toContain(idOf(here, "company", "acme"));
  });
});
