import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { objectKinds } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { randomCompiled } from "./random-compiled.ts";
import { randomPopulation } from "./random-population.ts";
import { declared, start } from "./random-record.ts";
import { attributesOnly, behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;

function compile(rule: RuleGroup) {
  return compileRule(rule, contactRules(declared));
}

describe("the next flip of a rule", () => {
  const random = new Random(seedOf("next flip"));
  const trials = trialsOf(1_200);
  const population = randomPopulation({ contact: 60, company: 40 }, random);
  const horizon = 500 * day;

  it(`is when truth changes, which holds still until then, in ${trials} random rules`, () => {
    let flips = 0;
    let early = 0;
    for (let trial = 0; trial < trials; trial++) {
      const zone = random.pick(["UTC", "UTC", "UTC", "Europe/Berlin", "America/New_York"]);
      const object = random.pick(objectKinds);
      const { rule, compiled } = randomCompiled(object, zone, random);
      const now = start + random.pick([0, random.below(60) * day, random.below(60 * day)]);
      const some = random.list(6, () => random.pick(population.records[object]));
      const turning = some.find((each) => compiled.nextFlip(each, now) !== undefined);
      const record = turning ?? random.pick(some);
      const truth = compiled.evaluate(record, now);
      const next = compiled.nextFlip(record, now) ?? Number.POSITIVE_INFINITY;
      expect(next).toBeGreaterThan(now);
      if (next < Number.POSITIVE_INFINITY) {
        flips++;
        if (next < now + 3 * 366 * day && compiled.evaluate(record, next) === truth) early++;
      }
      const end = Math.min(next, now + horizon) - 1;
      const between = () => now + Math.floor(random.next() * (end - now));
      for (const probe of [end, ...random.list(8, between), now + 1]) {
        if (probe > end || compiled.evaluate(record, probe) === truth) continue;
        expect.fail(
          `${zone} ${now} truth ${truth} of ${record.id} changed by ${probe}, before ${next}: ${JSON.stringify(rule)}`,
        );
      }
    }
    expect(flips).toBeGreaterThan(trials / 10);
    expect(early).toBeLessThan(flips / 50);
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

  const login: RuleGroup = {
    combinator: "and",
    rules: [
      { field: "name", operator: "=", value: "login" },
      { field: "at", operator: "inLast", value: "P7D" },
    ],
  };
  const anything: RuleGroup = { combinator: "and", rules: [] };
  const logins = [1, 2, 3, 5].map((days) => behaviour("login", start - days * day));

  it.each<[string, Condition, number]>([
    [
      "a count, when as many no longer count as it takes",
      {
        field: "behaviours",
        aggregate: { function: "count", where: login },
        operator: ">",
        value: 2,
      },
      4 * day,
    ],
    [
      "a last instant, when that one leaves, not when another does",
      {
        field: "behaviours",
        aggregate: { function: "last", of: "at" },
        operator: "inLast",
        value: "P7D",
      },
      6 * day,
    ],
    [
      "a sequence, when no two of its behaviours are left",
      { field: "behaviours", operator: "sequence", value: { steps: [login, login] } },
      5 * day,
    ],
    [
      "a sequence, when its first step has nothing left that another follows",
      { field: "behaviours", operator: "sequence", value: { steps: [login, anything] } },
      5 * day,
    ],
    [
      "a sequence, when its last step has nothing left",
      { field: "behaviours", operator: "sequence", value: { steps: [anything, login] } },
      6 * day,
    ],
    [
      "a change, when it lies back too far",
      { field: "tier", operator: "changedInLast", value: "P30D" },
      26 * day,
    ],
    [
      "a value kept up to date, when it no longer is",
      { field: "tier", operator: "updatedInLast", value: "P7D" },
      6 * day,
    ],
    [
      "related profiles, when the last one leaves",
      {
        field: "company",
        match: { mode: "some" },
        value: {
          combinator: "and",
          rules: [{ field: "signedAt", operator: "inLast", value: "P30D" }],
        },
      },
      28 * day,
    ],
  ])("is of %s", (_, condition, later) => {
    const rule = compile({ combinator: "and", rules: [condition] });
    const signed = (days: number) =>
      attributesOnly({ signedAt: new Date(start - days * day).toISOString() });
    const observed = (days: number, value: string) => ({ at: start - days * day, value });
    const record = {
      ...recordOf({}, logins),
      companies: [signed(20), signed(2)],
      past: new Map([["tier", [observed(40, "Silver"), observed(4, "Gold"), observed(1, "Gold")]]]),
    };
    expect(rule.nextFlip(record, start)).toBe(start + later);
    expect(rule.evaluate(record, start + later - 1)).toBe(true);
    expect(rule.evaluate(record, start + later)).toBe(false);
  });
});
