import { describe, expect, it } from "vitest";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { typedRules } from "./parse-problem.ts";

function nested(depth: number): unknown {
  let rule: unknown = { field: "a", operator: "null" };
  for (let level = 0; level < depth; level++) rule = { combinator: "and", rules: [rule] };
  return rule;
}

function wide(length: number, of: (at: number) => object = () => ({ operator: "null" })) {
  const rules = Array.from(Array(length), (_, at) => ({ field: "a", ...of(at) }));
  return { combinator: "and", rules };
}

/** In milliseconds; the other runs may have shared the processor. */
function fastestOf(runs: number, run: () => void): number {
  const times = Array.from(Array(runs), () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return Math.min(...times);
}

describe("limits", () => {
  it("allow 32 levels and 500 conditions, and no more", () => {
    expect(parseRule(nested(32), typedRules()).ok).toBe(true);
    expect(parseRule(nested(33), typedRules())).toMatchObject({
      problems: [{ pointer: "/rules/0".repeat(32), message: expect.stringMatching(/32 deep/) }],
    });
    expect(parseRule(wide(500), typedRules()).ok).toBe(true);
    expect(parseRule(wide(501), typedRules())).toMatchObject({
      problems: [{ message: expect.stringMatching(/500 conditions/) }],
    });
  });

  it("count what is nested in matches, aggregates and sequences", () => {
    const within = (count: number) => ({ ...wide(count), rules: Array(count).fill(name) });
    const name = { field: "name", operator: "notNull" };
    const aggregate = (count: number) => ({ function: "count", where: within(count) });
    const list = { field: "behaviours" };
    const rule = (count: number) => ({
      combinator: "and",
      rules: [
        { ...list, match: { mode: "some" }, value: within(100) },
        { ...list, operator: ">", value: 1, aggregate: aggregate(100) },
        { ...list, operator: "sequence", value: { steps: [within(100), within(count)] } },
      ],
    });
    expect(parseRule(rule(197), typedRules()).ok).toBe(true);
    expect(parseRule(rule(198), typedRules())).toMatchObject({
      problems: [{ message: expect.stringMatching(/500 conditions/) }],
    });
  });

  it("allow 100 KB, and no more", () => {
    const ofSize = (size: number) => ({
      combinator: "and",
      rules: [{ field: "a", operator: "=", value: "x".repeat(size) }],
    });
    expect(parseRule(ofSize(102_000), typedRules()).ok).toBe(true);
    expect(parseRule(ofSize(102_400), typedRules())).toMatchObject({
      problems: [{ pointer: "", message: expect.stringMatching(/100 KB/) }],
    });
  });

  it.each<[string, unknown]>([
    ["500 comparisons of one field", wide(500, (at) => ({ operator: ">", value: at }))],
    [
      "500 pieces of text",
      wide(500, (at) => ({ operator: "contains", value: `${"x".repeat(90)}${at}` })),
    ],
    [
      "lists of 15,000",
      wide(3, () => ({ operator: "notIn", value: Array.from(Array(4_000).keys()) })),
    ],
    ["500 windows", wide(500, (at) => ({ operator: "inLast", value: `P${at + 1}D` }))],
    ["500 of an or", { ...wide(500, (at) => ({ operator: "!=", value: at })), combinator: "or" }],
  ])("keep what is allowed quick: %s", (_, rule) => {
    expect(parseRule(rule, typedRules()).ok).toBe(true);
    expect(fastestOf(5, () => parseRule(rule, typedRules()))).toBeLessThan(50);
  });

  it("stop hostile input early: a million levels, a cycle, a million members, a trap", () => {
    const cycle: Record<string, unknown> = { combinator: "and" };
    cycle["rules"] = [cycle];
    const trap = new Proxy({}, { ownKeys: () => expect.fail("trap") });
    for (const input of [nested(1_000_000), cycle, wide(1_000_000), trap, 10n, Symbol("x")]) {
      const began = performance.now();
      expect(parseRule(input, typedRules()).ok).toBe(false);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});
