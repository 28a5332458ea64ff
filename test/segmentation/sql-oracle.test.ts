import { afterAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { Random, seedOf } from "./random.ts";
import { declared, randomRecord, start } from "./random-record.ts";
import { randomRule } from "./random-rule.ts";
import { contactRules } from "./records.ts";
import { SqlOracle } from "./sql-oracle.ts";

const ruleCount = 400;
const recordCount = 100;

describe("a SQL database", () => {
  const random = new Random(seedOf("SQL oracle"));
  const records = Array.from({ length: recordCount }, (_, at) => randomRecord(`p-${at}`, random));
  const oracle = new SqlOracle(records, declared);
  afterAll(() => oracle.close());

  it(`agrees on ${ruleCount * recordCount} pairs of random rules and profiles`, () => {
    const seen = new Map<unknown, number>();
    for (let at = 0; at < ruleCount; at++) {
      const rule = randomRule(random);
      const parsed = parseRule(rule, contactRules(declared));
      expect(parsed, JSON.stringify(rule)).toMatchObject({ ok: true });
      const now = start + random.pick([0, 0, 1, -1, 86_400_000, 3_600_000]);
      const compiled = compileRule(rule, contactRules(declared));
      const expected = oracle.truths(rule, now);
      for (const { record } of records) {
        const truth = compiled.evaluate(record, now);
        seen.set(truth, (seen.get(truth) ?? 0) + 1);
        if (truth === expected.get(record.id)) continue;
        expect.fail(
          `${record.id}: engine ${truth}, SQL ${expected.get(record.id)}\n${JSON.stringify(rule)}\n${JSON.stringify([...record.attributes])}`,
        );
      }
    }
    for (const truth of [true, false, null]) {
      expect(seen.get(truth), `how often ${truth}`).toBeGreaterThan(recordCount * 10);
    }
  });
});
