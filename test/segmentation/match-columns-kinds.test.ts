import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Column } from "../../shared/segmentation/index/columns.ts";
import { matchColumns } from "../../shared/segmentation/index/match-columns.ts";
import type { SegmentationRecord, Value } from "../../shared/segmentation/record.ts";
import type { Condition, Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { attributesOnly, contactRules } from "./records.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const context = contactRules();
const instants = ["2026-11-20", "2026-11-22", "2026-12-01", "2020-01-01"].map((each) =>
  Date.parse(each),
);

interface Kind {
  readonly column: Column | undefined;
  /** The same values as a record has them. */
  readonly values: readonly (Value | undefined)[];
}

const kinds: Readonly<Record<string, Kind>> = {
  numbers: {
    column: { kind: "numbers", values: Float64Array.of(0, 1, 2, 5, Number.NaN, -1) },
    values: [0, 1, 2, 5, undefined, -1],
  },
  instants: {
    column: { kind: "instants", values: Float64Array.of(...instants, Number.NaN) },
    values: [...instants.map((each) => new Date(each).toISOString()), undefined],
  },
  booleans: {
    column: { kind: "booleans", values: Uint8Array.of(0, 1, 2, 1) },
    values: [false, true, undefined, true],
  },
  texts: {
    column: {
      kind: "texts",
      codes: Int32Array.of(0, 1, -1, 2, 1, 3),
      dictionary: ["Gold", "Silver", "2026-11-22", "5"],
    },
    values: ["Gold", "Silver", undefined, "2026-11-22", "Silver", "5"],
  },
  nothing: { column: undefined, values: [undefined, undefined, undefined] },
};

const conditions: readonly Pick<Condition, "operator" | "value">[] = [
  { operator: "=", value: 1 },
  { operator: "!=", value: 1 },
  { operator: "in", value: [1, 5] },
  { operator: ">", value: 1 },
  { operator: "<=", value: 1 },
  { operator: "between", value: [1, 2] },
  { operator: "notBetween", value: [1, 2] },
  { operator: "=", value: true },
  { operator: "!=", value: true },
  { operator: "=", value: "Gold" },
  { operator: "!=", value: "Gold" },
  { operator: "in", value: ["Gold", "5"] },
  { operator: "beginsWith", value: "S" },
  { operator: "doesNotContain", value: "l" },
  { operator: "on", value: "2026-11-22" },
  { operator: "notOn", value: "2026-11-22" },
  { operator: "before", value: "2026-11-22" },
  { operator: "after", value: "2026-11-22" },
  { operator: "inLast", value: "P7D" },
  { operator: "notInLast", value: "P7D" },
  { operator: "inNext", value: "P30D" },
  { operator: "null" },
  { operator: "notNull" },
];

const and = (...rules: Rule[]): RuleGroup => ({ combinator: "and", rules });

function marks(rule: RuleGroup, column: Column | undefined, count: number) {
  const attributes = new Map(column === undefined ? [] : [["it", column]]);
  const found = matchColumns(rule, context, { count, attributes }, now);
  return found && [...found];
}

function truths(rule: RuleGroup, records: readonly SegmentationRecord[]): number[] {
  const compiled = compileRule(rule, context);
  return records.map((record) => Number(compiled.evaluate(record, now) === true));
}

const recordsOf = (values: readonly (Value | undefined)[]) =>
  values.map((value) => attributesOnly(value === undefined ? {} : { it: value }));

const asksLetters = ({ value }: Pick<Condition, "value">) => /Gold|^S$|^l$/.test(String(value));

describe.each(Object.entries(kinds))("a column of %s is true of", (kind, { column, values }) => {
  const asked = conditions.filter((each) => kind !== "instants" || !asksLetters(each));
  it.each(asked)("$operator $value what the rule is true of by itself", (each) => {
    const records = recordsOf(values);
    for (const includeMissing of [false, true])
      for (const not of [false, true]) {
        const rule = { ...and({ field: "it", ...each, includeMissing }), not };
        expect(marks(and(rule), column, values.length)).toEqual(truths(rule, records));
      }
  });
});

it("a column of instants does not tell what letters they were written with", () => {
  const { column, values } = kinds["instants"] ?? { column: undefined, values: [] };
  const asked = conditions.filter(asksLetters);
  expect(asked).toHaveLength(5);
  for (const each of asked)
    expect(marks(and({ field: "it", ...each }), column, values.length)).toBeUndefined();
});

describe("columns of dates that a rule declares", () => {
  const dated = contactRules([["it", "datetime"]]);
  it.each<Condition>([
    { field: "it", operator: "=", value: "2026-11-22" },
    { field: "it", operator: "in", value: ["2026-11-22", "2020-01-01"] },
    { field: "it", operator: ">", value: "2026-11-21" },
  ])("are compared as instants: $operator $value", (condition) => {
    const { column, values } = kinds["instants"] ?? { column: undefined, values: [] };
    const attributes = new Map(column === undefined ? [] : [["it", column]]);
    const found = matchColumns(and(condition), dated, { count: values.length, attributes }, now);
    const compiled = compileRule(and(condition), dated);
    const wanted = recordsOf(values).map((each) => Number(compiled.evaluate(each, now) === true));
    expect([...(found ?? [])]).toEqual(wanted);
  });
});

describe("several conditions", () => {
  const { column, values } = kinds["numbers"] ?? { column: undefined, values: [] };
  const it_ = (operator: string, value?: unknown): Condition => ({ field: "it", operator, value });
  it("are joined record by record", () => {
    const records = recordsOf(values);
    const one = it_(">", 0);
    const other = it_("<", 5);
    const third = it_("!=", 1);
    for (const combinator of ["and", "or"] as const)
      for (const rules of [[one, other], [one, other, third], [and(one, other), third], []]) {
        const rule: RuleGroup = { combinator, rules };
        expect(marks(rule, column, values.length)).toEqual(truths(rule, records));
      }
  });

  it("are not answered where one of them asks for what no column holds", () => {
    const asked: readonly Condition[] = [
      { field: "it", operator: "=", value: "other", valueSource: "field" },
      { field: "it", operator: "=", value: 1, coalesce: ["other"] },
      { field: "id", operator: "inSplit", value: { salt: "a", from: 0, to: 5 } },
      { field: "it", operator: "changedInLast", value: "P7D" },
      { field: "segment", operator: "in", value: ["s-1"] },
    ];
    for (const each of asked) {
      expect(marks(and(each), column, values.length)).toBeUndefined();
      expect(
        marks({ combinator: "or", rules: [it_(">", 0), each] }, column, values.length),
      ).toBeUndefined();
    }
  });

  it("mark no record but those asked for", () => {
    const more: Column = { kind: "numbers", values: Float64Array.of(1, 1, 1, 1) };
    expect(marks(and(it_("=", 1)), more, 2)).toEqual([1, 1]);
  });
});

describe("more records than are looked at together", () => {
  const count = 10_001;
  const numbers = Float64Array.from({ length: count }, (_, at) => at % 7);
  const codes = Int32Array.from(numbers, (each) => each - 1);
  const dictionary = ["a", "b", "c", "d", "e", "f"];
  it.each<[Column, Condition, (value: number) => boolean]>([
    [
      { kind: "numbers", values: numbers },
      { field: "it", operator: ">", value: 4 },
      (each) => each > 4,
    ],
    [
      { kind: "numbers", values: numbers },
      { field: "it", operator: "in", value: [1, 2] },
      (each) => each === 1 || each === 2,
    ],
    [
      { kind: "texts", codes, dictionary },
      { field: "it", operator: "=", value: "b" },
      (each) => each === 2,
    ],
    [
      { kind: "numbers", values: numbers },
      { field: "it", operator: "!=", value: "b" },
      () => false,
    ],
  ])("are each marked: %#", (column, condition, holds) => {
    const wanted = [...numbers].map((each) => Number(holds(each)));
    expect(marks(and(condition), column, count)).toEqual(wanted);
    const twice = and(condition, condition, { ...condition, includeMissing: true });
    expect(marks(twice, column, count)).toEqual(wanted);
  });
});
