import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "./random.ts";
import { declared, randomRecord, start } from "./random-record.ts";
import { randomRule } from "./random-rule.ts";
import { attributesOnly, behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;

function compile(rule: RuleGroup, zone = "UTC") {
  return compileRule(rule, contactRules(declared, zone));
}

function ruleAboutTime(random: Random): RuleGroup {
  for (;;) {
    const rule = randomRule(random);
    if (/"(inLast|notInLast)"/.test(JSON.stringify(rule))) return rule;
  }
}

describe("the next flip of a rule", () => {
  const random = new Random(seedOf("next flip"));
  const trials = 2_000;

  it(`is never late: truth holds still until it, in ${trials} random rules and profiles`, () => {
    let flips = 0;
    for (let trial = 0; trial < trials; trial++) {
      const zone = random.pick(["UTC", "Europe/Berlin", "America/New_York"]);
      const rule = ruleAboutTime(random);
      const { record } = randomRecord("p", random);
      const compiled = compile(rule, zone);
      const truth = compiled.evaluate(record, start);
      const next = compiled.nextFlip(record, start);
      if (next !== undefined) flips++;
      expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(start);
      const end = Math.min(next ?? Number.POSITIVE_INFINITY, start + 500 * day) - 1;
      const probes = [
        end,
        ...random.list(8, () => start + Math.floor(random.next() * (end - start))),
      ];
      for (const probe of probes) {
        if (compiled.evaluate(record, probe) === truth) continue;
        expect.fail(
          `${zone} truth ${truth} changed by ${probe}, before ${next}: ${JSON.stringify(rule)}`,
        );
      }
    }
    expect(flips).toBeGreaterThan(trials / 10);
  });

  it("is exact for one condition", () => {
    const rule = compile({
      combinator: "and",
      rules: [{ field: "certifiedAt", operator: "inLast", value: "P90D" }],
    });
    const record = attributesOnly({ certifiedAt: "2026-03-01" });
    const leaves = Date.UTC(2026, 2, 1) + 90 * day;
    expect(rule.nextFlip(record, start)).toBe(leaves);
    expect(rule.evaluate(record, leaves - 1)).toBe(true);
    expect(rule.evaluate(record, leaves)).toBe(false);
    expect(rule.nextFlip(record, leaves)).toBeUndefined();
  });

  it("is none where a condition that time does not change keeps the group false", () => {
    const rule = compile({
      combinator: "and",
      rules: [
        { field: "tier", operator: "=", value: "Gold" },
        { field: "lastLogin", operator: "inLast", value: "P7D" },
      ],
    });
    const lastLogin = new Date(start - day).toISOString();
    expect(rule.nextFlip(attributesOnly({ tier: "Silver", lastLogin }), start)).toBeUndefined();
    expect(rule.nextFlip(attributesOnly({ tier: "Gold", lastLogin }), start)).toBe(start + 6 * day);
  });

  it("waits for the behaviour that makes the count fall, not for every one before", () => {
    const rule = compile({
      combinator: "and",
      rules: [
        {
          field: "behaviours",
          match: { mode: "atLeast", threshold: 2 },
          value: { combinator: "and", rules: [{ field: "at", operator: "inLast", value: "P7D" }] },
        },
      ],
    });
    const ages = [1, 2, 3, 5].map((days) => behaviour("viewed", start - days * day));
    expect(rule.nextFlip(recordOf({}, ages), start)).toBe(start + 5 * day);
  });
});
