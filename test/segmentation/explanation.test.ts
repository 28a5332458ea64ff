import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 10);
const rule: RuleGroup = {
  combinator: "and",
  rules: [
    { field: "tier", operator: "=", value: "Gold" },
    { field: "region", operator: "!=", value: "EMEA" },
    {
      field: "behaviours",
      match: { mode: "atLeast", threshold: 2 },
      value: {
        combinator: "and",
        rules: [
          { field: "name", operator: "=", value: "viewed" },
          { field: "at", operator: "inLast", value: "P7D" },
        ],
      },
    },
  ],
};
const behaviours = [
  behaviour("viewed", now - day, { course: "c-1" }),
  behaviour("viewed", now - 3 * day),
  behaviour("viewed", now - 9 * day),
  behaviour("login", now - day),
];

describe("an explanation", () => {
  const explain = () =>
    compileRule(rule, contactRules()).explain(recordOf({ tier: "Gold" }, behaviours), now);

  it("shows each condition's wanted and seen value and its truth", () => {
    const explanation = explain();
    expect(explanation).toMatchObject({
      kind: "group",
      combinator: "and",
      truth: null,
      children: [
        {
          kind: "condition",
          field: "tier",
          operator: "=",
          wanted: "Gold",
          seen: "Gold",
          truth: true,
        },
        { kind: "condition", field: "region", wanted: "EMEA", truth: null },
        { kind: "match", mode: "atLeast", threshold: 2, truth: true },
      ],
    });
    expect(explanation.children[1]).not.toHaveProperty("seen");
  });

  it("counts the behaviours that can matter and shows the newest that hold", () => {
    expect(explain().children[2]).toMatchObject({
      counts: { matching: 2, unknown: 0, total: 3 },
      children: [
        { kind: "behaviour", at: now - day, properties: { course: "c-1" }, truth: true },
        { kind: "behaviour", at: now - 3 * day, truth: true },
      ],
    });
  });

  it("says when each node flips by time alone", () => {
    const flips = now + 4 * day;
    const explanation = explain();
    expect(explanation).toMatchObject({ flipsAt: flips });
    expect(explanation.children[0]).not.toHaveProperty("flipsAt");
    expect(explanation.children[2]).toMatchObject({
      flipsAt: flips,
      children: [{ flipsAt: now + 6 * day }, { flipsAt: flips }],
    });
  });
});
