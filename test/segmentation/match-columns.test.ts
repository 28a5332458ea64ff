import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Column, ColumnarRecords } from "../../shared/segmentation/index/columns.ts";
import { matchColumns } from "../../shared/segmentation/index/match-columns.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { SegmentationRecord, Value } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { randomProfile, start } from "./random-record.ts";
import { randomRuleOver } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";

const context = randomContext("contact");
const columnKinds: Readonly<Record<string, Column["kind"]>> = {
  score: "numbers",
  bonus: "numbers",
  rank: "numbers",
  active: "booleans",
  optedIn: "booleans",
  tier: "texts",
  plan: "texts",
  note: "texts",
  motto: "texts",
  region: "texts",
  certifiedAt: "instants",
  renewedAt: "instants",
  born: "instants",
  lastLogin: "texts",
  lastOrder: "instants",
  signedAt: "texts",
};

function columnOf(kind: Column["kind"], values: readonly (Value | undefined)[]): Column {
  switch (kind) {
    case "numbers":
      return { kind, values: Float64Array.from(values, (each) => Number(each ?? Number.NaN)) };
    case "instants":
      return { kind, values: Float64Array.from(values, (each) => instantOf(each)) };
    case "booleans":
      return { kind, values: Uint8Array.from(values, (each) => Number(each ?? 2)) };
    case "texts": {
      const dictionary = [...new Set(values.filter((each) => each !== undefined).map(String))];
      const codes = Int32Array.from(values, (each) => dictionary.indexOf(String(each)));
      return { kind, codes, dictionary };
    }
  }
}

/** The random instants are written in UTC, with an offset, or without either, which is UTC too. */
function instantOf(value: Value | undefined): number {
  if (value === undefined) return Number.NaN;
  const text = String(value);
  return Date.parse(/T[^+Z]*$/.test(text) ? `${text}Z` : text);
}

function inColumns(records: readonly SegmentationRecord[]): ColumnarRecords {
  const attributes = Object.entries(columnKinds).map(([name, kind]): [string, Column] => [
    name,
    columnOf(
      kind,
      records.map((record) => record.attributes.get(name)),
    ),
  ]);
  return { count: records.length, attributes: new Map(attributes) };
}

describe("one rule over many records in columns", () => {
  it("marks those that the rule is true of by itself", () => {
    const seed = seedOf("columns");
    const random = new Random(seed);
    const records = random.list(500, () => {
      const { id, attributes } = randomProfile("p-1", "contact", random);
      const kept = [...attributes].filter(([name]) => columnKinds[name] !== undefined);
      return { id, attributes: new Map(kept), behaviours: new Map() };
    });
    const columns = inColumns(records);
    const trials = trialsOf(2_500);
    let answered = 0;
    for (let rules = 0; rules < trials; rules += 1) {
      const parsed = parseRule(randomRuleOver("contact", random), context);
      if (!parsed.ok) continue;
      const marks = matchColumns(parsed.rule, context, columns, start);
      if (marks === undefined) continue;
      answered += 1;
      const rule = compileRule(parsed.rule, context);
      const wanted = records.map((record) => Number(rule.evaluate(record, start) === true));
      const told = `seed ${seed}: ${JSON.stringify(parsed.rule)}`;
      expect([...marks], told).toEqual(wanted);
    }
    expect(answered).toBeGreaterThan(trials / 12.5);
  });

  it("reads more records than fit in one block", () => {
    const count = 10_001;
    const values = Float64Array.from({ length: count }, (_, at) => at);
    const rule: RuleGroup = {
      combinator: "and",
      rules: [{ field: "score", operator: "between", value: [4_000, 9_000] }],
    };
    const attributes = new Map([["score", { kind: "numbers", values } as const]]);
    const marks = matchColumns(rule, context, { count, attributes }, start);
    expect(marks?.reduce((sum, mark) => sum + mark, 0)).toBe(5_001);
  });

  it("does not answer what columns do not tell", () => {
    const rule: RuleGroup = {
      combinator: "or",
      rules: [
        { field: "score", operator: ">", value: 1 },
        { field: "behaviours", match: { mode: "some" }, value: { combinator: "and", rules: [] } },
      ],
    };
    expect(matchColumns(rule, context, { count: 1, attributes: new Map() }, start)).toBeUndefined();
  });
});
