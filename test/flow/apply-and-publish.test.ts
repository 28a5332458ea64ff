import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import type { TestDatabase } from "../test-database.ts";
import { requestsOf } from "./count-requests.ts";
import { crm, deleted, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

describe("a change", () => {
  it("enters the segment it makes true, with its cause, and leaves it when it no longer is", async () => {
    const here = world("enter");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.settle();
    const [profileId] = await here.members(segment);
    expect(await here.size(segment)).toBe(1);
    await here.apply(crm.says(set("1", { tier: "Silver" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect(await here.size(segment)).toBe(0);
    const cause = { kind: "change", attribute: "tier", connection: "crm" };
    expect(await here.transitions(segment)).toMatchObject([
      { profileId, kind: "entered", cause: { ...cause, at: "2026-11-22T09:01:00.000Z" } },
      { profileId, kind: "exited", cause: { ...cause, at: "2026-11-22T09:02:00.000Z" } },
    ]);
    expect(here.events.map((event) => event.detailType)).toEqual([
      "segment.entered",
      "segment.exited",
    ]);
    expect(here.events[0]?.detail.identities).toEqual([
      { connectionId: "crm", kind: "record", id: "1" },
    ]);
  });

  it("evaluates only the segments that read what it touches", async () => {
    const here = world("touched");
    await here.segment(gold);
    await here.segment({ name: "Oslo", rule: where("city", "=", "Oslo") });
    await here.apply(crm.says(set("1", { city: "Bergen", tier: "Silver" }, 1)));
    const applied = await here.apply(crm.says(set("1", { city: "Oslo" }, 2)));
    expect(applied).toMatchObject({ touched: 1, segments: 2, entered: 1 });
  });

  it("evaluates only the segments that it turns, of those that read it", async () => {
    const here = world("turned");
    for (const seats of [10, 20, 30, 40])
      await here.segment({ name: `Over ${seats}`, rule: where("seats", ">", seats) });
    await here.segment({ name: "Recent", rule: where("seenAt", "inLast", "P7D") });
    await here.apply(crm.says(set("1", { seats: 15, seenAt: "2026-11-20" }, 1)));
    const applied = await here.apply(crm.says(set("1", { seats: 35 }, 2)));
    expect(applied).toMatchObject({ touched: 2, entered: 2 });
    const unmoved = await here.apply(crm.says(set("1", { seats: 37 }, 3)));
    expect(unmoved).toMatchObject({ touched: 0, entered: 0, exited: 0 });
  });

  it("finds the segments that hold of somebody about whom nothing is known", async () => {
    const here = world("born");
    const untiered = await here.segment({ name: "No tier", rule: where("tier", "null") });
    await here.apply(crm.says(set("1", { city: "Oslo" })));
    await here.settle();
    expect(await here.members(untiered)).toHaveLength(1);
  });
});

describe("deliveries", () => {
  const values = fc.constantFrom("Gold", "Silver", null);
  const anyChange: fc.Arbitrary<Change> = fc.oneof(
    fc
      .tuple(fc.constantFrom("1", "2"), values, fc.integer({ min: 1, max: 5 }))
      .map(([recordId, tier, minute]) => set(recordId, { tier }, minute)),
    fc
      .tuple(fc.constantFrom("1", "2"), fc.integer({ min: 1, max: 5 }))
      .map(([recordId, minute]) => deleted(recordId, minute)),
  );

  it("in any order, any number of times, end in the same members and one transition a net flip", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChange, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        async (changes, dice) => {
          run += 1;
          const [once, repeated] = [world(`once${run}`), world(`repeated${run}`)];
          const segments = [await once.segment(gold), await repeated.segment(gold)] as const;
          await once.apply(crm.says(...changes));
          const deliveries = shuffled(
            [...changes, ...changes, ...changes],
            () => dice.next().value,
          );
          for (const change of deliveries) {
            await repeated.apply(crm.says(change));
            await repeated.publish();
          }
          await once.settle();
          await repeated.settle();
          expect((await repeated.members(segments[1])).length).toBe(
            (await once.members(segments[0])).length,
          );
          expect(await repeated.size(segments[1])).toBe(await once.size(segments[0]));
          expectAlternating(await repeated.transitions(segments[1]));
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it("that repeat are not written again", async () => {
    const here = world("repeat");
    await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.settle();
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    expect(await here.publish()).toBe(false);
  });
});

describe("what a change costs", () => {
  it("is at most two database requests where no membership flips, and no more before the write where one does", async () => {
    const here = world("cost");
    await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Silver", city: "Oslo" }, 1)));
    expect(await requestsOf(() => here.apply(crm.says(set("1", { tier: "Bronze" }, 2))))).toBe(2);
    expect(await requestsOf(() => here.apply(crm.says(set("1", { tier: "Gold" }, 3))))).toBe(2);
    expect(await requestsOf(() => here.apply(crm.says(set("1", { tier: "Gold" }, 3))))).toBe(1);
  });

  it("shares one read in a batch", async () => {
    const here = world("batch");
    await here.segment(gold);
    const changes = Array.from({ length: 50 }, (_, record) =>
      set(`${record}`, { tier: "Silver" }, 1),
    );
    await here.apply(crm.says(set("0", { tier: "Silver" })));
    expect(await requestsOf(() => here.apply(crm.says(...changes)))).toBe(51);
  });

  it("stays at two for a record that joined another source's profile", async () => {
    const here = world("joined-cost");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 2)));
    await here.apply(prm.says(set("p1", { city: "Oslo" }, 3)));
    expect(await requestsOf(() => here.apply(prm.says(set("p1", { city: "Bergen" }, 4))))).toBe(2);
  });
});

function expectAlternating(transitions: readonly { profileId: string; kind: string }[]): void {
  for (const own of Map.groupBy(transitions, (each) => each.profileId).values())
    expect(own.map((each) => each.kind)).toEqual(
      own.map((_, position) => (position % 2 === 0 ? "entered" : "exited")),
    );
}

function shuffled<Item>(items: readonly Item[], dice: () => number): Item[] {
  return items
    .map((item) => ({ item, rank: dice() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
