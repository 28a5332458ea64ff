import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleContext, Truth } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { DialectName } from "../../shared/segmentation/sql/write/dialect.ts";
import { ruleToSql } from "../../shared/segmentation/sql/write/rule-to-sql.ts";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { randomQuestion } from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { randomContext } from "./random-words.ts";
import { type FilledDatabase, openDatabase } from "./sql-databases.ts";
import { zones } from "./turbulent-times.ts";

const sizes = { contact: 60, company: 40 } as const;
const fewestRules = 200;

interface Asked {
  readonly rule: RuleGroup;
  readonly context: RuleContext;
  readonly now: number;
}

function statement(database: FilledDatabase, rule: RuleGroup, context: RuleContext): string {
  const written = ruleToSql(rule, context, database.dialect);
  if (!written.ok) throw new Error(written.message);
  return written.sql;
}

/** True where the rule's statement gives a profile, false where its negation's does. */
async function truthsIn(database: FilledDatabase, { rule, context, now }: Asked) {
  const negation: RuleGroup = { combinator: "and", not: true, rules: [rule] };
  const yes = await database.select(statement(database, rule, context), now);
  const no = await database.select(statement(database, negation, context), now);
  return (id: string): Truth => (yes.has(id) ? true : no.has(id) ? false : null);
}

const dialectsAndZones: readonly (readonly [DialectName, string])[] = [
  ["sqlite", "UTC"],
  ["postgresql", "UTC"],
  ["postgresql", new Random(seedOf("SQL in a zone")).pick(zones.slice(1))],
];

describe.each(dialectsAndZones)("a rule written for %s in %s", (dialect, zone) => {
  const random = new Random(seedOf(`SQL for ${dialect} in ${zone}`));
  const population = randomPopulation(sizes, random);
  let database: FilledDatabase;
  beforeAll(async () => {
    database = await openDatabase(dialect, population, calendarOf(zone));
  }, 60_000);
  afterAll(() => database.close());

  it("gives every profile the truth that the engine gives it", async () => {
    const unused = new Set(operatorNames);
    for (let at = 0; at < fewestRules || unused.size > 0; at++) {
      const object = at % 3 === 0 ? "company" : "contact";
      const { rule: given, now } = randomQuestion(object, random);
      const context = { ...randomContext(object), zone };
      const parsed = parseRule(given, context);
      if (!parsed.ok) continue;
      const { rule } = parsed;
      const compiled = compileRule(rule, context);
      const truth = await truthsIn(database, { rule, context, now });
      for (const record of population.records[object]) {
        if (compiled.evaluate(record, now) === truth(record.id)) continue;
        expect.fail(
          `${record.id} at ${now}: engine ${compiled.evaluate(record, now)}, SQL ${truth(record.id)}\n${JSON.stringify(rule)}\n${statement(database, rule, context)}`,
        );
      }
      for (const [, name = ""] of JSON.stringify(rule).matchAll(/"operator":"(.*?)"/g)) {
        unused.delete(name);
      }
    }
  }, 120_000);

  it("is run however long and deep it may be", async () => {
    const context = { ...randomContext("contact"), zone };
    const condition = { field: "note", operator: "=", value: "Gold" };
    const long: RuleGroup = {
      combinator: "or",
      rules: Array.from({ length: 500 }, () => condition),
    };
    let deep: RuleGroup = { combinator: "or", rules: [condition, condition] };
    for (let depth = 1; depth < 31; depth++) {
      const rules = [condition, deep];
      deep = { combinator: depth % 2 === 0 ? "or" : "and", not: depth % 4 === 0, rules };
    }
    for (const rule of [long, deep]) {
      const compiled = compileRule(rule, context);
      const truth = await truthsIn(database, { rule, context, now: 0 });
      for (const record of population.records.contact) {
        expect(truth(record.id)).toBe(compiled.evaluate(record, 0));
      }
    }
  });
});
