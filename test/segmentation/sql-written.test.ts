import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleContext, Truth } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { ruleToSql } from "../../shared/segmentation/sql/write/rule-to-sql.ts";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { randomQuestion } from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { randomContext } from "./random-words.ts";
import { type FilledDatabase, openDatabase } from "./sql-databases.ts";

const sizes = { contact: 60, company: 40 } as const;
const ruleCount = 300;

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

describe.each([
  ["sqlite", "UTC"],
  ["postgresql", "UTC"],
  ["postgresql", "Europe/Berlin"],
  ["postgresql", "America/St_Johns"],
] as const)("a rule written for %s in %s", (dialect, zone) => {
  const random = new Random(seedOf(`SQL for ${dialect} in ${zone}`));
  const population = randomPopulation(sizes, random);
  let database: FilledDatabase;
  beforeAll(async () => {
    database = await openDatabase(dialect, population, calendarOf(zone));
  }, 60_000);
  afterAll(() => database.close());

  it("gives every profile the truth that the engine gives it", async () => {
    const used = new Set<string>();
    for (let at = 0; at < ruleCount; at++) {
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
      for (const name of operatorNames) {
        if (JSON.stringify(rule).includes(`"operator":"${name}"`)) used.add(name);
      }
    }
    expect(operatorNames.filter((name) => !used.has(name))).toEqual([]);
  }, 120_000);
});
