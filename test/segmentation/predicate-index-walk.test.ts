import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { memberBits } from "../../shared/segmentation/index/member-bits.ts";
import { PredicateIndex } from "../../shared/segmentation/index/predicate-index.ts";
import type { SegmentationRecord, Value } from "../../shared/segmentation/record.ts";
import type { Condition, Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { attributesOnly, contactRules } from "./records.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const context = contactRules([
  ["tier", "enum"],
  ["score", "number"],
]);
const and = (...rules: Rule[]): RuleGroup => ({ combinator: "and", rules });
const or = (...rules: Rule[]): RuleGroup => ({ combinator: "or", rules });
const tier = (operator: string, value?: unknown): Condition => ({ field: "tier", operator, value });
const score = (operator: string, value?: unknown): Condition => ({
  field: "score",
  operator,
  value,
});
const withMissing = (condition: Condition): Condition => ({ ...condition, includeMissing: true });

/** Values that lie on, beside and far from those that the rules name; none, and of a wrong type. */
const tiers: readonly (Value | undefined)[] = ["A", "B", "C", "D", 5, undefined];
const scores: readonly (Value | undefined)[] = [0, 1, 2, 3, 4, 9, "A", undefined];
const manyNames = Array.from({ length: 130 }, (_, at) => `n${at}`);

const conditions: readonly Condition[] = [
  tier("=", "A"),
  tier("!=", "A"),
  tier("in", ["A", "B"]),
  tier("notIn", ["B", "C"]),
  tier("in", [...manyNames, "A"]),
  tier("null"),
  tier("notNull"),
  tier("beginsWith", "A"),
  tier("doesNotContain", "B"),
  score("=", 1),
  score("!=", 2),
  score("in", [1, 3]),
  score("notIn", [2, 4]),
  score("<", 2),
  score("<=", 2),
  score(">", 2),
  score(">=", 2),
  score("null"),
  score("notNull"),
  score("between", [1, 3]),
  score("notBetween", [1, 3]),
  score("between", [2, 2]),
];
const rules: readonly RuleGroup[] = [...conditions, ...conditions.map(withMissing)].flatMap(
  (each, at) => [
    and(each),
    and({ ...and(each), not: true }),
    and(each, tier("!=", "D")),
    or(each, score("=", 9), and(tier("=", "C"), score(">", 2))),
    or(each, conditions[at % 7] ?? each),
  ],
);
const compiled = rules.map((rule) => compileRule(rule, context));

function record(tier: Value | undefined, score: Value | undefined): SegmentationRecord {
  return attributesOnly({
    ...(tier === undefined ? {} : { tier }),
    ...(score === undefined ? {} : { score }),
  });
}

function indexOf(all: readonly RuleGroup[], first = 0): PredicateIndex {
  const index = new PredicateIndex(context);
  for (const [ordinal, rule] of all.entries()) index.add(first + ordinal, rule);
  return index;
}

const ascending = (all: readonly number[]) => all.toSorted((one, other) => one - other);

const known = new Map<string, readonly number[]>();

/** The rules that are true of a record, as each says by itself. */
function membersOf(record: SegmentationRecord): readonly number[] {
  const key = JSON.stringify([...record.attributes]);
  const members =
    known.get(key) ??
    compiled.flatMap((rule, at) => (rule.evaluate(record, now) === true ? [at] : []));
  known.set(key, members);
  return members;
}

/** What a change turns, as every rule says by itself. */
function turned(before: SegmentationRecord, after: SegmentationRecord) {
  const [was, is] = [membersOf(before), membersOf(after)];
  const entered = is.filter((each) => !was.includes(each));
  return { was, is, entered, exited: was.filter((each) => !is.includes(each)) };
}

const changes = tiers.flatMap((from) =>
  scores.slice(0, 4).flatMap((score) => tiers.map((to) => [from, to, score] as const)),
);
const moves = scores.flatMap((from) => scores.map((to) => [from, to] as const));

describe("every rule that a value's coming, going or changing turns is told, and no other", () => {
  const expectTurns = (
    index: PredicateIndex,
    before: SegmentationRecord,
    after: SegmentationRecord,
    changed: readonly string[],
  ) => {
    const { was, entered, exited } = turned(before, after);
    const members = memberBits(was, rules.length);
    for (const told of [{}, { members }]) {
      const flips = index.flips({ before, after, changed, now, ...told });
      expect(ascending(flips.entered)).toEqual(entered);
      expect(ascending(flips.exited)).toEqual(exited);
    }
  };

  it("of names", () => {
    const index = indexOf(rules);
    for (const [from, to, score] of changes)
      expectTurns(index, record(from, score), record(to, score), ["attribute:tier"]);
  });

  it("of numbers", () => {
    const index = indexOf(rules);
    for (const [from, to] of moves)
      for (const tier of ["A", "C", undefined])
        expectTurns(index, record(tier, from), record(tier, to), ["attribute:score"]);
  });

  it("of both at once", () => {
    const index = indexOf(rules);
    for (const [from, to] of moves)
      expectTurns(index, record("A", from), record("C", to), ["attribute:tier", "attribute:score"]);
  });

  it("and members are all that are true", () => {
    const index = indexOf(rules);
    for (const tier of tiers)
      for (const score of scores) {
        const each = record(tier, score);
        expect(index.members(each, now)).toEqual(turned(each, each).is);
      }
  });

  it("none of those that were removed", () => {
    const index = indexOf(rules);
    for (const ordinal of rules.keys()) index.remove(ordinal);
    index.remove(9_999);
    for (const [from, to, score] of changes) {
      const change = { before: record(from, score), after: record(to, 9), now };
      const flips = index.flips({ ...change, changed: ["attribute:tier", "attribute:score"] });
      expect(flips).toEqual({ entered: [], exited: [] });
    }
    expect(index.members(record("A", 1), now)).toEqual([]);
  });
});

describe("a rule of a piece of one attribute and of the whole of another", () => {
  const rule = and(tier("beginsWith", "A"), score("=", 1));
  it("turns once where both change at once, whichever is named first", () => {
    const index = indexOf([rule]);
    const [out, inside] = [record("B", 2), record("A", 1)];
    for (const changed of [
      ["attribute:tier", "attribute:score"],
      ["attribute:score", "attribute:tier"],
    ]) {
      const entering = index.flips({ before: out, after: inside, changed, now });
      expect(entering).toEqual({ entered: [0], exited: [] });
      const leaving = index.flips({ before: inside, after: out, changed, now });
      expect(leaving).toEqual({ entered: [], exited: [0] });
    }
  });
});

describe("days that are compared by equality", () => {
  const dated = contactRules([["born", "date"]]);
  const born = (operator: string, value: unknown): Condition => ({
    field: "born",
    operator,
    value,
  });
  const asked = [
    born("=", "2000-02-29"),
    born("!=", "2000-02-29"),
    born("in", ["2000-02-29", "1999-01-01"]),
    born("notIn", ["1999-01-01"]),
  ].map((each) => and(each));
  const days: readonly (Value | undefined)[] = [
    "2000-02-29",
    "1999-01-01",
    "1980-05-05",
    "soon",
    5,
    ["2000-02-29"],
    undefined,
  ];

  it("turn what the rule by itself says", () => {
    const index = new PredicateIndex(dated);
    for (const [ordinal, rule] of asked.entries()) index.add(ordinal, rule);
    const bornOn = (day: Value | undefined) =>
      attributesOnly(day === undefined ? {} : { born: day });
    const members = (day: Value | undefined) =>
      asked.flatMap((rule, at) =>
        compileRule(rule, dated).evaluate(bornOn(day), now) === true ? [at] : [],
      );
    for (const one of days)
      for (const other of days) {
        const [was, is] = [members(one), members(other)];
        const changed = ["attribute:born"];
        const flips = index.flips({ before: bornOn(one), after: bornOn(other), changed, now });
        expect(ascending(flips.entered)).toEqual(is.filter((each) => !was.includes(each)));
        expect(ascending(flips.exited)).toEqual(was.filter((each) => !is.includes(each)));
      }
  });
});

describe("a rule is told once, whatever its number", () => {
  const rule = or(and(tier("=", "A"), score("=", 1)), and(tier("in", ["A", "B"]), score("<", 2)));
  it.each([0, 1, 31, 32, 63, 64, 65, 127, 128, 129, 1_000])("%i", (ordinal) => {
    const index = indexOf([rule], ordinal);
    const change = {
      before: record("C", 5),
      after: record("A", 1),
      changed: ["attribute:tier", "attribute:score"],
      now,
    };
    expect(index.flips(change)).toEqual({ entered: [ordinal], exited: [] });
    expect(index.flips({ ...change, members: memberBits([], ordinal + 1) }).entered).toEqual([
      ordinal,
    ]);
    expect(index.flips({ ...change, members: memberBits([ordinal], ordinal + 1) }).entered).toEqual(
      [],
    );
    const back = { ...change, before: change.after, after: change.before };
    expect(index.flips(back)).toEqual({ entered: [], exited: [ordinal] });
    index.remove(ordinal);
    expect(index.flips(change)).toEqual({ entered: [], exited: [] });
  });

  it("and is the one that was added last", () => {
    const index = indexOf([and(tier("=", "A"))]);
    index.add(0, and(tier("=", "B")));
    const change = { after: record("B", 1), changed: ["attribute:tier"], now };
    expect(index.flips({ ...change, before: record("A", 1) }).entered).toEqual([0]);
    expect(
      index.flips({ ...change, before: record("B", 1), after: record("A", 1) }).exited,
    ).toEqual([0]);
  });
});

describe("members as bits", () => {
  it.each([[[]], [[0]], [[31]], [[32, 63, 64]], [[0, 5, 33]]])("of %j are those", (members) => {
    const bits = memberBits(members, 70);
    const set = Array.from({ length: 70 }, (_, at) => at).filter(
      (at) => ((bits[at >> 5] ?? 0) >>> (at & 31)) % 2 === 1,
    );
    expect(set).toEqual(members);
    expect(bits).toHaveLength(3);
  });
});
