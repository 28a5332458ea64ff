import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { obstaclesOf } from "../../shared/segmentation/evaluate/obstacles.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "./random.ts";
import { attributesOnly, contactRules } from "./records.ts";

/** Conditions whose truth the profile's attributes `a`, `b`, … decide. */
const is = (field: string): Condition => ({ field, operator: "=", value: true });

function group(
  combinator: "and" | "or",
  rules: readonly (string | RuleGroup)[],
  not = false,
): RuleGroup {
  return {
    combinator,
    not,
    rules: rules.map((each) => (typeof each === "string" ? is(each) : each)),
  };
}

function obstacles(rule: RuleGroup, attributes: Readonly<Record<string, boolean>>): string[] {
  const explanation = compileRule(rule, contactRules()).explain(attributesOnly(attributes), 0);
  return obstaclesOf(explanation).map(({ node, mustBecome }) => {
    const field = node.kind === "condition" ? node.field : node.kind;
    return mustBecome ? field : `not ${field}`;
  });
}

describe("what keeps a rule from being true", () => {
  it.each<[string, RuleGroup, Readonly<Record<string, boolean>>, string[]]>([
    ["is nothing where it is true", group("and", ["a"]), { a: true }, []],
    [
      "is every member of an and that does not hold",
      group("and", ["a", "b", "c"]),
      { a: true, b: false },
      ["b", "c"],
    ],
    [
      "is of an or the member nearest to holding",
      group("or", [group("and", ["a", "b"]), "c"]),
      { a: false, b: false, c: false },
      ["c"],
    ],
    [
      "is the first of several that are as near",
      group("or", ["a", "b"]),
      { a: false, b: false },
      ["a"],
    ],
    ["is what holds within a not", group("and", ["a"], true), { a: true }, ["not a"]],
    [
      "is one member of an and within a not",
      group("and", ["a", "b"], true),
      { a: true, b: true },
      ["not a"],
    ],
    [
      "is every member of an or within a not",
      group("or", ["a", "b", "c"], true),
      { a: true, b: false },
      ["not a", "not c"],
    ],
    [
      "is turned back by a not within a not",
      group("and", [group("and", ["a"], true)], true),
      { a: false },
      ["a"],
    ],
  ])("%s", (_, rule, attributes, expected) => {
    expect(obstacles(rule, attributes)).toEqual(expected);
  });

  it("makes the rule true once it turns, and no smaller set would", () => {
    const random = new Random(seedOf("obstacles"));
    for (let trial = 0; trial < 400; trial++) {
      const rule = groupOfDistinct(random);
      const names = JSON.stringify(rule).match(/f\d+/g) ?? [];
      const attributes = Object.fromEntries(names.map((name) => [name, random.chance(0.5)]));
      const found = obstacles(rule, attributes);
      const turned = { ...attributes, ...turnedBy(found) };
      expect(obstacles(rule, turned), JSON.stringify(rule)).toEqual([]);
      expect(found.length).toBe(fewestTurns(rule, names, attributes));
    }
  });
});

function groupOfDistinct(random: Random): RuleGroup {
  let next = 0;
  const make = (depth: number): RuleGroup =>
    group(
      random.pick(["and", "or"] as const),
      random.list(1 + random.below(3), () =>
        depth > 1 && random.chance(0.5) ? make(depth - 1) : `f${next++}`,
      ),
      random.chance(0.3),
    );
  return make(2);
}

function turnedBy(found: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(
    found.map((each) => [each.replace("not ", ""), !each.startsWith("not ")]),
  );
}

/** By trying every set of attributes to turn. */
function fewestTurns(
  rule: RuleGroup,
  names: readonly string[],
  attributes: Readonly<Record<string, boolean>>,
): number {
  const compiled = compileRule(rule, contactRules());
  let fewest = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 2 ** names.length; set++) {
    const turned = names.filter((_, at) => (set >> at) % 2 === 1);
    const changed = turned.map((name) => [name, attributes[name] !== true] as const);
    const record = attributesOnly({ ...attributes, ...Object.fromEntries(changed) });
    if (compiled.evaluate(record, 0) === true) fewest = Math.min(fewest, turned.length);
  }
  return fewest;
}
