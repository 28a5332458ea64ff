import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** Whom the queues of pushes were told to look at again. */
function identified(here: World): unknown[] {
  return here.pushes.messages.flatMap(({ body }) =>
    typeof body === "object" && body !== null && "kind" in body && body.kind === "identified"
      ? [Reflect.get(body, "profileId")]
      : [],
  );
}

describe("a record that the source merged into one Muster knew already", () => {
  it("brings its memberships to destinations, although no identity is new", async () => {
    const here = world("inherited-membership");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.apply(crm.says(set("a", { tier: "Gold" }, 1), set("b", { region: "EMEA" }, 2)));
    await here.settle();
    here.pushes.take();
    await here.apply(crm.says(merged("b", ["a"], 3)));
    await here.settle();
    const [member] = await here.members(gold);
    expect(identified(here)).toContain(member);
  });
});

describe("a member known by another record of a source than before", () => {
  it("is pushed again, although no identity is new", async () => {
    const here = world("another-record");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const email = "ann@acme.test";
    await here.apply(prm.says(set("p", { tier: "Gold", email }, 1)));
    await here.apply(crm.says(set("a", { email }, 2)));
    await here.apply(crm.says(deleted("a", 3)));
    await here.apply(crm.says(set("b", { email }, 4)));
    await here.settle();
    here.pushes.take();
    await here.apply(crm.says(deleted("b", 5), set("a", { email }, 6)));
    await here.settle();
    const [member] = await here.members(gold);
    expect(member).toBeDefined();
    expect(identified(here)).toContain(member);
  });
});
