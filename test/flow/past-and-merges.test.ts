import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, did, merged, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const onceGold = { name: "Once Gold", rule: where("tier", "hasEverBeen", ["Gold"]) };

/** Gold first, Silver a day later: no rule asks, so that only the history still knows. */
async function wasGold(here: World, recordId: string): Promise<void> {
  await here.apply(crm.says(set(recordId, { tier: "Gold" })));
  here.now += aDay;
  await here.apply(crm.says(set(recordId, { tier: "Silver" }, 1)));
  here.now += aDay;
  await here.apply(crm.says(set(recordId, { city: "Oslo" }, 2)));
  await here.settle();
}

describe("a rule that asks for the past later", () => {
  it("finds what a record was before its source merged it into another", async () => {
    const here = world("merged");
    await wasGold(here, "1");
    await here.apply(crm.says(set("2", { tier: "Bronze" }, 3)));
    await here.apply(crm.says(merged("2", ["1"], 4)));
    await here.settle();
    expect(await here.members(await here.segment(onceGold))).toHaveLength(1);
  });

  it("finds what a source said before it joined another by e-mail", async () => {
    const here = world("joined");
    await here.apply(prm.says(set("p", { email: "ann@acme.test" })));
    await wasGold(here, "1");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 3)));
    await here.settle();
    expect(await here.members(await here.segment(onceGold))).toHaveLength(1);
  });

  it("does not find what a deleted record was", async () => {
    const here = world("deleted");
    await wasGold(here, "1");
    await here.apply(crm.says(deleted("1", 5)));
    await here.apply(crm.says(set("1", { tier: "Bronze" }, 6)));
    await here.settle();
    expect(await here.members(await here.segment(onceGold))).toEqual([]);
  });

  it("finds nothing of a person who was erased", async () => {
    const here = world("erased");
    await wasGold(here, "1");
    const erasure = { ...deleted("1", 5), body: { kind: "erasure" } } as const;
    await here.apply(crm.says(erasure));
    await here.apply(crm.says(set("1", { tier: "Gold" }, 6)));
    await here.settle();
    expect(await here.members(await here.segment(onceGold))).toEqual([]);
  });
});

describe("the cause of an entry by the past", () => {
  it("is the attribute that changed, whatever else came with it", async () => {
    const here = world("cause");
    const segment = await here.segment(onceGold);
    const seen = did("1", "viewed", Date.parse("2026-11-22T09:30:00Z"));
    await here.apply(crm.says(seen, set("1", { tier: "Gold" }, 1)));
    await here.settle();
    expect(await here.transitions(segment)).toMatchObject([
      { cause: { kind: "change", attribute: "tier", at: "2026-11-22T09:01:00.000Z" } },
    ]);
  });
});

describe("hearing again what lost", () => {
  it("writes nothing while it is still known", async () => {
    const here = world("again");
    await here.segment(onceGold);
    const late = crm.says(set("1", { tier: "Gold" }, 1));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 5)));
    await here.apply(late);
    await here.settle();
    await here.apply(late);
    expect(await here.publish()).toBe(false);
  });
});
