import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { ruleToSql } from "../../shared/segmentation/sql/write/rule-to-sql.ts";
import { utcCalendar } from "../../shared/segmentation/time/calendar.ts";
import { Random, seedOf } from "./random.ts";
import type { Population } from "./random-population.ts";
import { contactRules, recordOf } from "./records.ts";
import { type FilledDatabase, openDatabase } from "./sql-databases.ts";
import { backOverMidnight, turbulentInstant, units, zones } from "./turbulent-times.ts";

const random = new Random(seedOf("instants in SQL"));
const places = [...zones, ...backOverMidnight];
const spans = ["P1D", "P1M", "P2M29D", "P1Y", "P1M1DT2H", "PT24H", "P1W", "P3D"];
const records = Array.from({ length: 100 }, (_, at) => {
  const instant = (): string =>
    new Date(turbulentInstant(random.pick(places), random)).toISOString();
  return recordOf({ seen: instant(), anchor: instant() }, [], `p-${at}`);
});
const population: Population = {
  profiles: { contact: records, company: [] },
  employments: [],
  parents: [],
  records: { contact: records, company: [] },
};

function randomTest(): Partial<Condition> {
  const span = random.pick(spans);
  return random.pick([
    { operator: random.pick(["inLast", "inNext"]), value: span },
    {
      operator: random.pick(["inCurrent", "inPrevious", "inFollowing"]),
      value: random.pick(units),
    },
    {
      operator: random.pick(["anniversaryInNext", "anniversaryInLast"]),
      value: random.pick(spans),
    },
    {
      operator: random.pick(["withinAfter", "withinBefore"]),
      value: { duration: span, of: "anchor" },
    },
  ]);
}

describe.each([
  ["sqlite", ["UTC"]],
  ["postgresql", places],
] as const)("around shifts, leap days and turns of the year %s", (dialect, itsZones) => {
  let database: FilledDatabase;
  beforeAll(async () => {
    database = await openDatabase(dialect, population, utcCalendar);
  }, 60_000);
  afterAll(() => database.close());

  it.each(itsZones)(
    "shows in %s what the engine shows",
    async (zone) => {
      const context = contactRules([], zone);
      let shown = 0;
      for (let at = 0; at < 20; at++) {
        const rule: RuleGroup = { combinator: "and", rules: [{ field: "seen", ...randomTest() }] };
        const now = turbulentInstant(zone, random);
        const written = ruleToSql(rule, context, dialect);
        if (!written.ok) throw new Error(written.message);
        const found = await database.select(written.sql, now);
        const compiled = compileRule(rule, context);
        const expected = records.filter((each) => compiled.evaluate(each, now) === true);
        const told = `${JSON.stringify(rule)} at ${new Date(now).toISOString()}`;
        expect([...found].toSorted(), told).toEqual(expected.map(({ id }) => id).toSorted());
        shown += found.size;
      }
      expect(shown).toBeGreaterThan(0);
    },
    60_000,
  );
});
