import { describe, expect, it } from "vitest";
import {
  type ListCondition,
  soqlOf,
} from "../../../../infra/local/sandbox/salesforce/list-views.ts";
import { parseSoql } from "../../../../infra/local/sandbox/salesforce/soql.ts";
import { ruleFromListView } from "../../../../shared/connectors/salesforce/list-view/rule-from-condition.ts";
import { valuesOf } from "../../../../shared/connectors/salesforce/record-changes.ts";
import { compileRule } from "../../../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../../../../shared/segmentation/record.ts";
import { Random, seedOf } from "../../../segmentation/random.ts";
import { listContext, propertyTypes } from "./list-context.ts";

type Row = Readonly<Record<string, string | number | boolean | null>>;

const now = Date.parse("2026-11-22T10:17:00Z");
const dayMs = 86_400_000;
const texts = ["boss", "vp sales", "sales", "50% off", "a_b", "o'neil", "back\\slash"] as const;
const choices = ["red", "green", "blue"] as const;

function day(random: Random): string {
  return new Date(now + (random.below(900) - 450) * dayMs).toISOString().slice(0, 10);
}

function instant(random: Random): string {
  return new Date(now + random.below(400 * dayMs) - 200 * dayMs).toISOString();
}

function someChoices(random: Random): string {
  const chosen = choices.filter(() => random.chance(0.5));
  return (chosen.length === 0 ? ["red"] : chosen).join(";");
}

function randomRow(random: Random): Row {
  const mayBe = <T extends string | number>(make: () => T): T | null =>
    random.chance(0.2) ? null : make();
  return {
    Title: mayBe(() => random.pick(texts)),
    Level__c: mayBe(() => random.pick(choices)),
    Courses__c: mayBe(() => random.below(6)),
    Active__c: random.chance(0.5),
    Products__c: mayBe(() => someChoices(random)),
    Certified_On__c: mayBe(() => day(random)),
    Seen__c: mayBe(() => instant(random)),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}

function pattern(random: Random): string {
  const text = random.pick(["sales", "boss", "50\\%", "a\\_b", "s"]);
  return random.pick([`'%${text}%'`, `'${text}%'`, `'%${text}'`, `'${text}'`, `'${text}_%'`]);
}

function literal(random: Random): string {
  const counted = `${random.pick(["LAST", "NEXT"])}_N_DAYS:${1 + random.below(90)}`;
  const named = `${random.pick(["THIS", "LAST", "NEXT"])}_${random.pick(["WEEK", "MONTH", "QUARTER", "YEAR"])}`;
  return random.pick([counted, named, random.pick(["TODAY", "YESTERDAY", "TOMORROW"])]);
}

const comparisons = [
  "equals",
  "notEquals",
  "lessThan",
  "lessThanOrEqualTo",
  "greaterThan",
  "greaterThanOrEqualTo",
] as const;

function onField(random: Random): ListCondition {
  const equality = random.pick(["equals", "notEquals"]);
  const among = random.pick(["in", "notIn"]);
  switch (random.below(8)) {
    case 0:
      return { field: "Title", operator: equality, values: [quoted(random.pick(texts))] };
    case 1:
      return {
        field: "Title",
        operator: random.pick(["like", "notLike"]),
        values: [pattern(random)],
      };
    case 2:
      return { field: "Level__c", operator: among, values: ["'red'", "'blue'"] };
    case 3:
      return {
        field: "Courses__c",
        operator: random.pick(comparisons),
        values: [String(random.below(6))],
      };
    case 4:
      return { field: "Active__c", operator: equality, values: [String(random.chance(0.5))] };
    case 5:
      return {
        field: "Products__c",
        operator: random.pick(["includes", "excludes"]),
        values: [quoted(someChoices(random)), quoted(someChoices(random))],
      };
    case 6: {
      const field = random.pick(["Certified_On__c", "Seen__c"]);
      const fixed = field === "Seen__c" ? instant(random) : day(random);
      const values = [random.chance(0.6) ? literal(random) : fixed];
      return { field, operator: random.pick(comparisons), values };
    }
    default:
      return {
        field: random.pick(["Title", "Courses__c", "Products__c", "Certified_On__c"]),
        operator: equality,
        values: ["null"],
      };
  }
}

function randomCondition(random: Random, depth = 0): ListCondition {
  if (depth > 2 || random.chance(0.4)) return onField(random);
  if (random.chance(0.15)) return { condition: randomCondition(random, depth + 1) };
  const conditions = random.list(1 + random.below(3), () => randomCondition(random, depth + 1));
  return { conditions, conjunction: random.pick(["and", "or"]) };
}

/** The record as Muster keeps it. */
function known(row: Row): SegmentationRecord {
  const values = valuesOf(
    { entity: "Contact", fields: new Map(Object.entries(row)) },
    propertyTypes,
  );
  return {
    id: "1",
    attributes: new Map(
      Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
    behaviours: new Map(),
  };
}

const views = 1_500;
const recordsEach = 15;

describe("a list view's rule", () => {
  it("finds whom the view's own query finds, but where it says that it differs", () => {
    const random = new Random(seedOf("list views"));
    const outcomes = { agreed: 0, members: 0, untranslated: 0, inexact: 0 };
    const context = listContext();
    for (let count = 0; count < views; count += 1) {
      const condition = randomCondition(random);
      const view = { entity: "Contact", scope: "everything", condition } as const;
      const { rule, untranslated, differences } = ruleFromListView(view, context);
      const soql = `SELECT Id FROM Contact WHERE ${soqlOf(condition)}`;
      expect(rule === undefined, soql).toBe(untranslated.length > 0);
      if (rule === undefined) {
        outcomes.untranslated += 1;
        continue;
      }
      if (differences.some(({ why }) => why.includes("present time of day"))) {
        outcomes.inexact += 1;
        continue;
      }
      const asked = parseSoql(soql, now);
      const compiled = compileRule(rule, context.rules);
      for (const row of random.list(recordsEach, () => randomRow(random))) {
        const wanted = asked.matches(row);
        const found = compiled.evaluate(known(row), now) === true;
        expect(found, JSON.stringify({ soql, row, rule }, null, 1)).toBe(wanted);
        outcomes.agreed += 1;
        outcomes.members += wanted ? 1 : 0;
      }
    }
    console.log("list views:", outcomes);
    expect(outcomes.agreed).toBeGreaterThan(views * 5);
    expect(outcomes.members).toBeGreaterThan(outcomes.agreed / 10);
    expect(outcomes.untranslated).toBeLessThan(views / 3);
  });
});
