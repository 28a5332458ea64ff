import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const now = Date.UTC(2026, 10, 22);
const context = contactRules([
  ["score", "number"],
  ["seenAt", "datetime"],
]);
const record = recordOf({ tier: "Gold", score: 5, seenAt: "2026-11-22" }, [
  behaviour("login", now),
]);

function compiled(condition: Condition) {
  return compileRule({ combinator: "and", rules: [condition] }, context);
}

/** What `parseRule` accepted once, before the workspace declared something else. */
describe("of a condition that a later declaration has overtaken, nobody knows whether it holds", () => {
  it.each<[string, Condition]>([
    ["whose operator is gone", { field: "tier", operator: "resembles", value: "Gold" }],
    ["whose attribute has another type", { field: "score", operator: "=", value: "many" }],
    ["whose attribute is no date any more", { field: "score", operator: "inLast", value: "P7D" }],
    ["whose window is none", { field: "seenAt", operator: "inLast", value: "a while" }],
    ["that asks nothing of behaviours", { field: "behaviours", operator: "=", value: 1 }],
    ["whose sequence has no steps", { field: "behaviours", operator: "sequence", value: {} }],
    [
      "of a sequence whose operator is gone",
      {
        field: "behaviours",
        operator: "consequence",
        value: { steps: [{ combinator: "and", rules: [] }] },
      },
    ],
    ["whose match has no group", { field: "behaviours", match: { mode: "some" }, value: "login" }],
  ])("%s", (_, condition) => {
    const rule = compiled(condition);
    expect(rule.evaluate(record, now)).toBeNull();
    expect(rule.timed).toBe(false);
    expect(rule.nextFlip(record, now)).toBeUndefined();
    expect(rule.explain(record, now).children).toEqual([
      {
        kind: "condition",
        field: condition.field,
        operator: condition.operator ?? "",
        ...(condition.operator === "null" ? {} : { wanted: condition.value }),
        includeMissing: false,
        ...(condition.field === "behaviours"
          ? {}
          : { seen: record.attributes.get(condition.field) }),
        truth: null,
        children: [],
      },
    ]);
  });

  it("but the missing still count where they were counted in", () => {
    const rule = compiled({ field: "gone", operator: "resembles", value: 1, includeMissing: true });
    expect(rule.evaluate(record, now)).toBe(true);
    const wrong = { field: "tier", operator: "resembles", value: 1, includeMissing: true };
    expect(compiled(wrong).evaluate(record, now)).toBeNull();
  });

  it("and it reads nothing of behaviours that it does not ask for", () => {
    const rule = compiled({ field: "behaviours", operator: "=", value: 1 });
    expect([...rule.reads]).toEqual([]);
    expect(rule.behaviourNeeds).toEqual([]);
  });

  it("and it is measured from nothing that it does not name", () => {
    for (const value of ["P7D", { duration: "P7D" }, undefined]) {
      const rule = compiled({ field: "seenAt", operator: "withinAfter", value });
      expect([...rule.reads]).toEqual(["attribute:seenAt"]);
      expect(rule.evaluate(record, now)).toBeNull();
    }
  });

  it("and segments that are named by no list have no members", () => {
    expect(compiled({ field: "segment", operator: "in", value: "s-1" }).segments).toEqual([]);
    const rule = compiled({ field: "segment", operator: "in", value: [5, "s-1"] });
    expect(rule.segments).toEqual(["s-1"]);
  });
});
