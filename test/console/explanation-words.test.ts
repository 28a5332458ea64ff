import { describe, expect, it } from "vitest";
import { asked, type ExplanationNode, found } from "../../console/parts/explanation-words.ts";

const node = (of: Partial<ExplanationNode>): ExplanationNode => ({
  kind: "condition",
  truth: true,
  children: [],
  ...of,
});

describe("what a condition asks", () => {
  it("is the field, the operator's words and the value wanted", () => {
    expect(asked(node({ field: "tier", operator: "=", wanted: "Gold" }))).toBe('tier is "Gold"');
  });

  it("is said of a group by how its members are joined", () => {
    const two = [node({}), node({})];
    const group = (of: Partial<ExplanationNode>) =>
      asked(node({ kind: "group", children: two, ...of }));
    expect(group({ combinator: "and" })).toBe("All of these");
    expect(group({ combinator: "or" })).toBe("Any of these");
    expect(group({ combinator: "and", not: true })).toBe("Not all of these together");
    expect(group({ combinator: "or", not: true })).toBe("None of these");
  });

  it("names segments where their names are known", () => {
    const member = node({ kind: "segment", field: "segment", operator: "in", wanted: ["seg_1"] });
    const named = { segmentName: (id: string) => (id === "seg_1" ? "Gold" : undefined) };
    expect(asked(member, named)).toBe('is a member of the segment "Gold"');
  });

  it("tells what counts in a list by the rule, where that is at hand", () => {
    const match = node({ kind: "match", field: "behaviours", mode: "atLeast", threshold: 2 });
    expect(asked(match)).toBe("at least 2 of the behaviours fit");
    const rule = {
      field: "behaviours",
      operator: "=",
      match: { mode: "atLeast", threshold: 2 } as const,
      value: {
        combinator: "and" as const,
        rules: [{ field: "name", operator: "=", value: "logged_in" }],
      },
    };
    expect(asked(match, {}, rule)).toBe('has done "logged_in" at least 2 times');
  });
});

describe("what was found", () => {
  it("is the value as people write it, or that there is none", () => {
    expect(found(node({ seen: true }))).toBe("Value: yes");
    expect(found(node({ seen: ["a", "b"], seenIn: "other" }))).toBe("Value: a, b in other");
    expect(found(node({}))).toBe("No value");
    expect(found(node({ includeMissing: true }))).toBe("No value, which counts here");
  });

  it("counts what fits, and what cannot be told", () => {
    const counts = { matching: 2, unknown: 1, total: 5 };
    expect(found(node({ kind: "match", counts }))).toBe("2 of 5 fit, 1 cannot be told");
    const none = { matching: 0, unknown: 0, total: 0 };
    expect(found(node({ kind: "match", counts: none }))).toBe("There are none");
  });

  it("says how much of a sequence was found", () => {
    const step = node({ kind: "behaviour", name: "logged_in" });
    expect(found(node({ kind: "sequence", steps: 3, children: [step] }))).toBe(
      "1 of 3 steps found",
    );
  });
});
