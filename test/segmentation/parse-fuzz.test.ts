import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleProblem } from "../../shared/segmentation/parse/rule-problem.ts";
import { instants, narrowRecord } from "./narrow-record.ts";
import { typedRules } from "./parse-problem.ts";
import { Random, seedOf } from "./random.ts";
import { likelyRule, ruleLike } from "./rule-like.ts";

const seed = seedOf("parse fuzz");
const slowest = 50;

/** Time on the processor in milliseconds, which other processes do not add to. */
function processorTime(run: () => void): number {
  const began = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

/** Of our own, not of the library that reads shapes. */
function assertSentence({ message }: RuleProblem): void {
  expect(message).toMatch(/^(?!Invalid input)[^]{10,}\.$/);
}

describe("any input is answered, never thrown at, and soon", () => {
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
    ["what looks like a rule", ruleLike],
    ["what is nearly a rule", likelyRule],
  ])("%s", (_, arbitrary) => {
    const slow: unknown[] = [];
    fc.assert(
      fc.property(arbitrary, fc.constantFrom("contact", "company"), (input, object) => {
        const context = typedRules(object);
        const time = processorTime(() => {
          const parsed = parseRule(input, context);
          expect(parsed.ok || parsed.problems.length > 0).toBe(true);
          if (!parsed.ok) parsed.problems.forEach(assertSentence);
        });
        // A pause for garbage falls on anyone: what is slow is slow again.
        if (time > slowest && processorTime(() => parseRule(input, context)) > slowest)
          slow.push(input);
      }),
      { seed, numRuns: 1_500 },
    );
    expect(slow).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "field")).toBe(false);
  });
});

describe("what is accepted", () => {
  const now = instants[0] ?? 0;
  const record = narrowRecord(now, new Random(seed));

  it("is all there, is accepted again as it is, and runs", () => {
    let accepted = 0;
    fc.assert(
      fc.property(likelyRule, fc.constantFrom("contact", "company"), (input, object) => {
        const context = typedRules(object);
        const parsed = parseRule(input, context);
        if (!parsed.ok) return;
        accepted++;
        expect(parsed.rule).toEqual(JSON.parse(JSON.stringify(input)));
        expect(parseRule(parsed.rule, context)).toEqual(parsed);
        const { evaluate, nextFlip } = compileRule(parsed.rule, context);
        expect([true, false, null]).toContain(evaluate(record, now));
        expect(nextFlip(record, now) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
      }),
      { seed, numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});

describe("names of prototypes", () => {
  const hostile = ["__proto__", "constructor", "prototype"];
  const anywhere = fc.constantFrom(
    (name: string): object => ({ field: name, operator: "=", value: 1 }),
    (name: string) => ({ field: "a", operator: "=", value: name, valueSource: "field" }),
    (name: string) => ({ field: "a", operator: "notNull", coalesce: [name] }),
    (name: string) => ({
      field: "a",
      operator: "withinAfter",
      value: { duration: "P1D", of: name },
    }),
    (name: string) => ({
      field: "a",
      operator: "withinAfter",
      value: { duration: "P1D", of: { behaviour: name, which: "last" } },
    }),
    (name: string) => ({
      field: "behaviours",
      operator: "=",
      value: 1,
      aggregate: { function: "sum", of: `properties.${name}` },
    }),
    (name: string) => ({
      field: "company",
      operator: "=",
      value: 1,
      aggregate: { function: "sum", of: name },
    }),
    (name: string) => ({ field: "a", operator: "null", [name === "__proto__" ? "x" : name]: 1 }),
  );

  it("are refused wherever a rule can name something", () => {
    fc.assert(
      fc.property(anywhere, fc.constantFrom(...hostile), (of, name) => {
        const condition = of(name);
        fc.pre(JSON.stringify(condition).includes(name));
        const parsed = parseRule({ combinator: "and", rules: [condition] }, typedRules());
        expect(parsed.ok).toBe(false);
      }),
      { seed, numRuns: 200 },
    );
  });
});
