import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { AttributeType } from "../../shared/segmentation/record.ts";
import { seedOf } from "./random.ts";
import { contactRules } from "./records.ts";

const types: ReadonlyMap<string, AttributeType> = new Map<string, AttributeType>([
  ["score", "number"],
  ["certifiedAt", "date"],
]);

function nested(depth: number): unknown {
  let rule: unknown = { field: "a", operator: "null" };
  for (let level = 0; level < depth; level++) rule = { combinator: "and", rules: [rule] };
  return rule;
}

describe("limits", () => {
  const condition = { field: "a", operator: "null" };
  const wide = (length: number) => ({ combinator: "and", rules: Array(length).fill(condition) });

  it("allow 32 levels and 500 conditions, and no more", () => {
    expect(parseRule(nested(32), contactRules(types)).ok).toBe(true);
    expect(parseRule(nested(33), contactRules(types))).toMatchObject({
      problems: [{ pointer: "/rules/0".repeat(32), message: expect.stringMatching(/32 deep/) }],
    });
    expect(parseRule(wide(500), contactRules(types)).ok).toBe(true);
    expect(parseRule(wide(501), contactRules(types))).toMatchObject({
      problems: [{ message: expect.stringMatching(/500 conditions/) }],
    });
  });

  it("allow 100 KB, and no more", () => {
    const ofSize = (size: number) => ({
      combinator: "and",
      rules: [{ field: "a", operator: "=", value: "x".repeat(size) }],
    });
    expect(parseRule(ofSize(102_000), contactRules(types)).ok).toBe(true);
    expect(parseRule(ofSize(102_400), contactRules(types))).toMatchObject({
      problems: [{ pointer: "", message: expect.stringMatching(/100 KB/) }],
    });
  });

  it("stop hostile input early: a million levels, a cycle, a million members, a trap", () => {
    const cycle: Record<string, unknown> = { combinator: "and" };
    cycle["rules"] = [cycle];
    const trap = new Proxy({}, { ownKeys: () => expect.fail("trap") });
    for (const input of [nested(1_000_000), cycle, wide(1_000_000), trap, 10n, Symbol("x")]) {
      const began = performance.now();
      expect(parseRule(input, contactRules(types)).ok).toBe(false);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});

describe("any input", () => {
  const seed = seedOf("parse fuzz");
  const word = fc.constantFrom(
    ...operatorNames,
    "and",
    "or",
    "behaviours",
    "company",
    "score",
    "certifiedAt",
    "name",
    "P1D",
    "2026-01-01",
    "__proto__",
    "constructor",
    "all",
    "atLeast",
    "",
  );
  const value = fc.oneof(
    word,
    fc.anything(),
    fc.array(fc.oneof(word, fc.double()), { maxLength: 3 }),
  );
  const { rule } = fc.letrec<{ rule: unknown; condition: unknown }>((tie) => ({
    condition: fc.record(
      {
        field: fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.anything() }),
        operator: word,
        value: fc.oneof(value, tie("rule")),
        match: fc.record({ mode: fc.oneof(word, value), threshold: value }),
        includeMissing: value,
      },
      { requiredKeys: [] },
    ),
    rule: fc.record(
      {
        combinator: fc.oneof(fc.constantFrom("and", "or"), value),
        not: value,
        rules: fc.oneof(
          {
            weight: 4,
            arbitrary: fc.array(fc.oneof({ maxDepth: 3 }, tie("condition"), tie("rule")), {
              maxLength: 4,
            }),
          },
          { weight: 1, arbitrary: value },
        ),
      },
      { requiredKeys: ["rules"] },
    ),
  }));

  it.each([
    [
      "anything at all",
      fc.anything({
        withBigInt: true,
        withNullPrototype: true,
        withObjectString: true,
        withMap: true,
        withDate: true,
      }),
    ],
    ["what looks like a rule", rule],
  ])("is answered, never thrown at: %s", (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const parsed = parseRule(input, contactRules(types));
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      }),
      { seed, numRuns: 1_000 },
    );
    expect(Object.hasOwn(Object.prototype, "field")).toBe(false);
  });
});
