import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { ruleToSql } from "../../shared/segmentation/sql/write/rule-to-sql.ts";
import { utcCalendar } from "../../shared/segmentation/time/calendar.ts";
import type { Population } from "./random-population.ts";
import { contactRules, recordOf } from "./records.ts";
import { type FilledDatabase, openDatabase } from "./sql-databases.ts";

const hostile = [
  "'",
  "''",
  "\\",
  "\\'",
  '"',
  "`",
  "$1",
  "$$",
  ":now",
  "?",
  "%",
  "_",
  "--",
  "/*",
  "'; DROP TABLE profile; --",
  "x' OR '1'='1",
  "') OR TRUE --",
  "\n",
  "é𝒳",
  "🧑‍🤝‍🧑",
  "a]b[",
  "{}",
  "E'\\n'",
  "$.x",
  "constructor",
];

const records = hostile.map(
  (text, at): SegmentationRecord =>
    recordOf(
      { [text]: text, tags: [text, "x"], name: text },
      [{ name: text, at: at + 1, properties: { [text]: text } }],
      `p-${at}-${text}`,
    ),
);
const population: Population = {
  profiles: { contact: records, company: [] },
  employments: [],
  parents: [],
  records: { contact: records, company: [] },
};

/** Every place in which a rule holds a text of its author's. */
const conditions: readonly ((text: string) => Condition)[] = [
  (text) => ({ field: text, operator: "=", value: text }),
  (text) => ({ field: "name", operator: "in", value: [text, "other"] }),
  (text) => ({ field: "name", operator: "contains", value: text }),
  (text) => ({ field: "name", operator: "beginsWith", value: text }),
  (text) => ({ field: "name", operator: "endsWith", value: text }),
  (text) => ({ field: "name", operator: "between", value: [text, text] }),
  (text) => ({ field: "tags", operator: "containsAny", value: [text] }),
  (text) => ({ field: "tags", operator: "isExactly", value: [text, "x"] }),
  (text) => ({ field: "missing", operator: "=", value: text, coalesce: [text] }),
  (text) => ({ field: "name", operator: "=", value: text, valueSource: "field" }),
  (text) => ({ field: "segment", operator: "in", value: [text] }),
  (text) => ({ field: "id", operator: "inSplit", value: { salt: text, from: 0, to: 50 } }),
  (text) => ({ field: text, operator: "hasEverBeen", value: [text] }),
  (text) => behaviours("name", text),
  (text) => behaviours(`properties.${text}`, text),
  (text) => ({
    field: "behaviours",
    aggregate: { function: "last", of: `properties.${text}` },
    operator: "=",
    value: text,
  }),
  (text) => ({
    field: "name",
    operator: "withinAfter",
    value: { duration: "P1D", of: { behaviour: text, which: "first" } },
  }),
];

function behaviours(field: string, value: string): Condition {
  const group: RuleGroup = { combinator: "and", rules: [{ field, operator: "=", value }] };
  return { field: "behaviours", match: { mode: "some" }, value: group };
}

describe.each(["sqlite", "postgresql"] as const)("in SQL for %s", (dialect) => {
  let database: FilledDatabase;
  beforeAll(async () => {
    database = await openDatabase(dialect, population, utcCalendar);
  }, 60_000);
  afterAll(() => database.close());

  it.each(hostile)("%j is a text like any other", async (text) => {
    for (const condition of conditions) {
      const rule: RuleGroup = { combinator: "and", rules: [condition(text)] };
      const written = ruleToSql(rule, contactRules(), dialect);
      if (!written.ok) throw new Error(written.message);
      const members = await database.select(written.sql, 0);
      const compiled = compileRule(rule, contactRules());
      const expected = records.filter((each) => compiled.evaluate(each, 0) === true);
      expect([...members].toSorted(), written.sql).toEqual(expected.map(({ id }) => id).toSorted());
    }
  });
});
