import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Explanation } from "../../shared/segmentation/evaluate/explanation.ts";
import type { ObjectKind, SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 10);
const iso = (instant: number) => new Date(instant).toISOString();
const all = (...rules: readonly Condition[]): RuleGroup => ({
  combinator: "and",
  rules: [...rules],
});
const named = (value: string): Condition => ({ field: "name", operator: "=", value });

function explain(
  condition: Condition,
  record: SegmentationRecord,
  object: ObjectKind = "contact",
): Explanation | undefined {
  const compiled = compileRule(all(condition), { ...contactRules(), object });
  return compiled.explain(record, now).children[0];
}

describe("an explanation shows of", () => {
  it("a fallback, which attribute the value was seen in", () => {
    const condition: Condition = {
      field: "plan",
      operator: "=",
      value: "pro",
      coalesce: ["tier", "level"],
    };
    const seen = explain(condition, recordOf({ level: "pro" }));
    expect(seen).toMatchObject({ field: "plan", seen: "pro", seenIn: "level", truth: true });
    expect(explain(condition, recordOf({ plan: "pro" }))).not.toHaveProperty("seenIn");
  });

  it("another field, what that held", () => {
    const condition: Condition = {
      field: "paid",
      operator: ">",
      valueSource: "field",
      value: "owed",
    };
    expect(explain(condition, recordOf({ paid: 5, owed: 7 }))).toMatchObject({
      wanted: "owed",
      seen: 5,
      against: 7,
      truth: false,
    });
    expect(explain(condition, recordOf({ paid: 5 }))).not.toHaveProperty("against");
  });

  it("an anchor, the instant measured from", () => {
    const condition: Condition = {
      field: "certifiedAt",
      operator: "withinAfter",
      value: { duration: "P7D", of: { behaviour: "enrolled", which: "last" } },
    };
    const record = recordOf({ certifiedAt: iso(now) }, [
      behaviour("enrolled", now - 9 * day),
      behaviour("enrolled", now - 3 * day),
    ]);
    expect(explain(condition, record)).toMatchObject({ against: iso(now - 3 * day), truth: true });
  });

  it("an aggregate, the value made and how many elements went into it", () => {
    const condition: Condition = {
      field: "behaviours",
      aggregate: { function: "sum", of: "properties.score", where: all(named("quiz")) },
      operator: ">=",
      value: 10,
    };
    const record = recordOf({}, [
      behaviour("quiz", now, { score: 4 }),
      behaviour("quiz", now, { score: 5 }),
      behaviour("login", now, { score: 99 }),
    ]);
    expect(explain(condition, record)).toEqual({
      kind: "aggregate",
      field: "behaviours",
      function: "sum",
      of: "properties.score",
      operator: ">=",
      wanted: 10,
      includeMissing: false,
      seen: 9,
      counted: 2,
      total: 2,
      truth: false,
      children: [],
    });
    expect(explain(condition, recordOf({}))).not.toHaveProperty("seen");
  });

  it("a window over the last behaviour, when it leaves", () => {
    const condition: Condition = {
      field: "behaviours",
      aggregate: { function: "last", of: "at" },
      operator: "inLast",
      value: "P7D",
    };
    const record = recordOf({}, [behaviour("login", now - day), behaviour("login", now - 2 * day)]);
    expect(explain(condition, record)).toMatchObject({
      seen: iso(now - day),
      truth: true,
      flipsAt: now + 6 * day,
    });
  });

  const sequence: Condition = {
    field: "behaviours",
    operator: "sequence",
    value: { steps: [all(named("viewed")), all(named("bought"))], within: "P3D" },
  };

  it("a sequence, the behaviours found", () => {
    const record = recordOf({}, [
      behaviour("viewed", now - 9 * day),
      behaviour("viewed", now - 2 * day),
      behaviour("bought", now - day),
    ]);
    expect(explain(sequence, record)).toMatchObject({
      kind: "sequence",
      steps: 2,
      truth: true,
      children: [
        { kind: "behaviour", name: "viewed", at: now - 2 * day },
        { kind: "behaviour", name: "bought", at: now - day },
      ],
    });
  });

  it("a sequence that is not complete, how far it came", () => {
    const record = recordOf({}, [behaviour("viewed", now - 9 * day), behaviour("bought", now)]);
    const explanation = explain(sequence, record);
    expect(explanation).toMatchObject({ truth: false, children: [{ name: "viewed" }] });
    expect(explanation?.children).toHaveLength(1);
  });

  it("a past, the observation that decides", () => {
    const past = new Map([
      [
        "tier",
        [
          { at: now - 90 * day, value: "Gold" },
          { at: now - 5 * day, value: "Silver" },
          { at: now - 2 * day, value: "Silver" },
        ],
      ],
    ]);
    const record = { ...recordOf({ tier: "Silver" }), past };
    const of = (operator: string, value: unknown) =>
      explain({ field: "tier", operator, value }, record);
    expect(of("changedInLast", "P7D")).toMatchObject({
      kind: "past",
      decidedBy: { at: now - 5 * day, value: "Silver" },
      truth: true,
      flipsAt: now + 2 * day,
    });
    expect(of("updatedInLast", "P1D")).toMatchObject({
      decidedBy: { at: now - 2 * day },
      truth: false,
    });
    expect(of("hasEverBeen", ["Gold"])).toMatchObject({
      decidedBy: { at: now - 90 * day },
      truth: true,
    });
    expect(of("hasEverBeen", ["Bronze"])).not.toHaveProperty("decidedBy");
  });

  it("segments, those the profile is a member of", () => {
    const condition: Condition = { field: "segment", operator: "notIn", value: ["s-1", "s-2"] };
    const record = { ...recordOf({}), segments: new Set(["s-2", "s-3"]) };
    expect(explain(condition, record)).toMatchObject({
      kind: "segment",
      wanted: ["s-1", "s-2"],
      memberOf: ["s-2"],
      truth: false,
    });
  });

  it("a split, the bucket in percent", () => {
    const condition: Condition = {
      field: "id",
      operator: "inSplit",
      value: { salt: "holdout-2026", from: 0, to: 10 },
    };
    expect(explain(condition, recordOf({}))).toMatchObject({
      kind: "split",
      bucket: 6.46,
      truth: true,
    });
  });

  const goldCompany: Condition = {
    field: "company",
    match: { mode: "some" },
    value: all({ field: "tier", operator: "=", value: "Gold" }),
  };

  it("related profiles, who they are and why each holds", () => {
    const companies = [
      recordOf({ tier: "Silver" }, [], "acme"),
      recordOf({}, [], "globex"),
      recordOf({ tier: "Gold" }, [], "initech"),
    ];
    expect(explain(goldCompany, { ...recordOf({}), companies })).toMatchObject({
      kind: "match",
      field: "company",
      truth: true,
      counts: { matching: 1, unknown: 1, total: 3 },
      children: [
        { kind: "related", id: "globex", truth: null },
        { kind: "related", id: "initech", children: [{ children: [{ seen: "Gold" }] }] },
      ],
    });
  });

  it("at most ten related profiles", () => {
    const companies = Array.from({ length: 30 }, (_, at) =>
      recordOf({ tier: "Gold" }, [], `company-${at}`),
    );
    expect(explain(goldCompany, { ...recordOf({}), companies })?.children).toHaveLength(10);
  });

  it("whether there is a company, which", () => {
    const condition: Condition = { field: "company", operator: "notNull" };
    const companies = [recordOf({}, [], "acme")];
    expect(explain(condition, { ...recordOf({}), companies })).toMatchObject({
      seen: ["acme"],
      truth: true,
    });
    expect(explain(condition, recordOf({}))).toMatchObject({ truth: false });
  });
});
