import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Segment } from "../../shared/contracts/segment.ts";
import { declareAttribute } from "../../shared/flow/declare-attribute.ts";
import { addCandidate, promote, retire } from "../../shared/flow/define-segment.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const certifiedAt = "2026-11-01T08:00:00Z";
const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

function reads(operator: "in" | "notIn", segment: Segment): RuleGroup {
  return where("segment", operator, [segment.id]);
}

function kindsOf(transitions: readonly { readonly kind: string }[]): string[] {
  return transitions.map(({ kind }) => kind);
}

async function stored(here: World, { id }: Pick<Segment, "id">): Promise<Segment> {
  const segment = await here.storage.segments.get(here.workspaceId, id);
  if (segment === undefined) throw new Error("the segment is gone");
  return segment;
}

async function replaced(here: World, segment: Segment, rule: RuleGroup): Promise<void> {
  const { version } = await addCandidate(here.context, await stored(here, segment), rule);
  await promote(here.context, await stored(here, segment), version);
  here.context.index.forget();
}

describe("a segment that reads one whose version is replaced", () => {
  it("stays as it is for who is in both versions", async () => {
    const here = world("both-versions");
    await here.apply(crm.says(set("1", { tier: "Gold", city: "Oslo" })));
    const inner = await here.segment(gold);
    const reader = await here.segment({ name: "Reader", rule: reads("in", inner) });
    const others = await here.segment({ name: "Others", rule: reads("notIn", inner) });
    await replaced(here, inner, where("city", "=", "Oslo"));
    await here.settle();
    expect(kindsOf(await here.transitions(reader))).toEqual(["entered"]);
    expect(await here.transitions(others)).toEqual([]);
  });

  it("knows its members by either version while the new one takes over", async () => {
    const here = world("half-way");
    const people = Array.from({ length: 8 }, (_, at) => set(`${at}`, { tier: "Gold" }));
    await here.apply(crm.says(...people));
    const inner = await here.segment(gold);
    const reader = await here.segment({ name: "Reader", rule: reads("in", inner) });
    await replaced(here, inner, where("tier", "in", ["Gold", "Silver"]));
    for (let some = 0; some < 40; some += 1) {
      await here.build(3);
      here.context.index.forget();
      await here.apply(crm.says(set(`${some % 8}`, { visits: some }, some)));
      await here.settleStream();
      expect(await here.members(reader)).toHaveLength(8);
    }
    await here.settle();
    expect(kindsOf(await here.transitions(reader))).toHaveLength(8);
  });
});

describe("a segment that reads another", () => {
  it("leaves nobody behind when its members are deleted, and takes them in again", async () => {
    const here = world("deleted");
    const inner = await here.segment(gold);
    const reader = await here.segment({ name: "Reader", rule: reads("in", inner) });
    const others = await here.segment({ name: "Others", rule: reads("notIn", inner) });
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Silver" })));
    await here.apply(crm.says(deleted("1", 1), deleted("2", 1)));
    await here.settle();
    expect([await here.members(reader), await here.members(others)]).toEqual([[], []]);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 2), set("2", { city: "Oslo" }, 2)));
    await here.settle();
    expect(await here.members(reader)).toHaveLength(1);
    expect(await here.members(others)).toHaveLength(1);
  });

  it("says nothing of a merge that changes nothing for the person", async () => {
    const here = world("merged");
    const inner = await here.segment(gold);
    const reader = await here.segment({ name: "Reader", rule: reads("in", inner) });
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { city: "Oslo" }, 1)));
    await here.apply(crm.says(merged("2", ["1"], 2)));
    await here.settle();
    expect(await here.members(reader)).toEqual(await here.members(inner));
    expect(kindsOf(await here.transitions(reader))).toEqual(["entered"]);
  });

  it("turns when a type is declared that turns the other", async () => {
    const here = world("declared");
    await here.apply(crm.says(set("1", { level: "7" })));
    const inner = await here.segment({ name: "High", rule: where("level", ">", 5) });
    const others = await here.segment({ name: "Others", rule: reads("notIn", inner) });
    const of = { workspaceId: here.workspaceId, object: "contact" } as const;
    await declareAttribute(here.context, of, "level", { type: "number" });
    await here.settle();
    expect(await here.members(inner)).toHaveLength(1);
    expect(await here.members(others)).toEqual([]);
    expect((await here.transitions(others)).at(-1)?.cause.kind).toBe("rule");
  });

  it("tells when its own time came, also where it is evaluated late", async () => {
    const here = world("late");
    const renewedAt = "2026-12-20T08:00:00Z";
    await here.apply(crm.says(set("1", { tier: "Gold", certifiedAt, renewedAt })));
    const inner = await here.segment(gold);
    const rule: RuleGroup = {
      combinator: "and",
      rules: [
        ...reads("in", inner).rules,
        {
          combinator: "or",
          rules: [
            { field: "certifiedAt", operator: "inLast", value: "P30D" },
            { field: "renewedAt", operator: "inLast", value: "P10D" },
          ],
        },
      ],
    };
    const reader = await here.segment({ name: "Reader", rule });
    here.now += 60 * aDay;
    await here.apply(crm.says(set("1", { city: "Oslo" }, 1)));
    await here.settle();
    expect((await here.transitions(reader)).at(-1)).toMatchObject({
      kind: "exited",
      at: "2026-12-30T08:00:00.000Z",
      cause: { kind: "time" },
    });
  });
});

describe("what the index keeps of segments that are read", () => {
  it("goes when nobody reads them, and comes back with who does", async () => {
    const here = world("referenced");
    const referenced = async () =>
      Object.keys((await here.storage.index.root(here.workspaceId)).referenced);
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const inner = await here.segment(gold);
    const reader = await here.segment({ name: "Reader", rule: reads("in", inner) });
    const other = await here.segment({ name: "Other", rule: reads("in", inner) });
    await replaced(here, reader, where("tier", "=", "Gold"));
    await here.settle();
    expect(await referenced()).toEqual([inner.id]);
    await retire(here.context, other);
    await here.settle();
    expect(await referenced()).toEqual([]);
    await replaced(here, inner, where("tier", "!=", "Silver"));
    await replaced(here, reader, reads("in", inner));
    await here.settle();
    expect(await referenced()).toEqual([inner.id]);
    expect(await here.members(reader)).toEqual(await here.members(inner));
    expect(kindsOf(await here.transitions(reader))).toEqual(["entered"]);
  });
});

describe("a rule that an edit at the same time makes impossible", () => {
  it("leaves the segment as it was: another version can be promoted", async () => {
    const here = world("circle");
    const one = await here.segment({ name: "One", rule: gold.rule });
    const two = await here.segment({ name: "Two", rule: gold.rule });
    const before = await stored(here, two);
    await replaced(here, two, reads("in", one));
    // The other edit as it is seen by who reads it a moment earlier.
    const { revision } = await stored(here, two);
    await here.storage.segments.write({ ...before, revision });
    await expect(replaced(here, one, reads("in", two))).rejects.toThrow("in a circle");
    await replaced(here, one, where("tier", "=", "Silver"));
    await here.settle();
    expect(await stored(here, one)).toMatchObject({ state: "live", version: 3 });
  });

  it("creates no segment", async () => {
    const here = world("retired");
    const one = await here.segment(gold);
    await retire(here.context, one);
    const rule = reads("in", one);
    await expect(here.segment({ name: "Reader", rule })).rejects.toThrow("not in use");
    const { items } = await here.storage.segments.page(here.workspaceId, 10, undefined);
    expect(items.map(({ state }) => state)).toEqual(["retired", "retired"]);
  });
});

describe("a candidate that nobody promotes", () => {
  it("keeps no other segment from reading its own", async () => {
    const here = world("candidate");
    const one = await here.segment(gold);
    const two = await here.segment({ name: "Two", rule: gold.rule });
    await addCandidate(here.context, two, reads("in", one));
    await replaced(here, one, reads("in", two));
    await here.settle();
    expect(await stored(here, one)).toMatchObject({ version: 2 });
    await expect(promote(here.context, await stored(here, two), 2)).rejects.toThrow("circle");
  });
});
