import { describe, expect, it } from "vitest";
import type { Formula } from "../../../shared/segmentation/index/formula.ts";
import {
  everywhere,
  highest,
  inInside,
  inMissing,
  inOutside,
  lowest,
  type Reach,
} from "../../../shared/segmentation/index/literal.ts";
import { LiteralReader } from "../../../shared/segmentation/index/read-literal.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { contactRules } from "../records.ts";

const context = contactRules([
  ["tier", "enum"],
  ["score", "number"],
  ["active", "boolean"],
  ["born", "date"],
  ["seenAt", "datetime"],
  ["courses", "strings"],
]);

/** Reads conditions over one table of slots. */
function reading() {
  const slots = new SlotTable(context);
  const reader = new LiteralReader(context, slots);
  return { slots, read: (each: Condition, whereFalse = false) => reader.read(each, whereFalse) };
}

/** Of a literal, what its slot reads, its reach and the regions in which it holds. */
function told(formula: Formula) {
  if (formula.kind !== "literal") return formula;
  const { slot, reach, holdsIn, insideShare } = formula;
  const { kind, attribute } = slot;
  const of = slot.reading.kind === "code" ? ` of ${slot.reading.of}` : "";
  return { reads: `${kind}${of} ${attribute}`, reach, holdsIn, insideShare };
}

const interval = (low: number, high = low): Reach => ({ kind: "interval", low, high });
const nan = interval(Number.NaN);
const day = Date.parse("2026-11-22");
const dayMs = 86_400_000;
const at = (operator: string, value?: unknown): Condition => ({ field: "seenAt", operator, value });
const score = (operator: string, value?: unknown): Condition => ({
  field: "score",
  operator,
  value,
});
const tier = (operator: string, value?: unknown): Condition => ({ field: "tier", operator, value });

describe("a condition on an attribute's value is read as", () => {
  it.each<[string, Condition, string, Reach, number]>([
    ["a code", tier("=", "Gold"), "code of string tier", interval(0), 0.12],
    [
      "several",
      tier("in", ["A", "B"]),
      "code of string tier",
      { kind: "codes", codes: new Set([0, 1]) },
      0.24,
    ],
    ["one that is named twice", tier("in", ["A", "A"]), "code of string tier", interval(0), 0.12],
    [
      "many, of at most so many",
      tier("in", ["A", "B", "C", "D", "E", "F"]),
      "code of string tier",
      { kind: "codes", codes: new Set([0, 1, 2, 3, 4, 5]) },
      0.6,
    ],
    ["the code of a number", score("=", 5), "code of number score", interval(0), 0.12],
    [
      "the code of a boolean",
      { field: "active", operator: "=", value: true },
      "code of boolean active",
      interval(1),
      0.12,
    ],
    [
      "the code of a day",
      { field: "born", operator: "=", value: "2026-11-22" },
      "code of instant born",
      interval(0),
      0.12,
    ],
    ["numbers above", score(">=", 5), "number score", interval(5, highest), 0.5],
    ["numbers below", score("<=", 5), "number score", interval(lowest, 5), 0.5],
    ["numbers between", score("between", [1, 5]), "number score", interval(1, 5), 0.15],
    [
      "instants before",
      at("before", "2026-11-22"),
      "instant seenAt",
      interval(lowest, day - 2 ** -12),
      0.5,
    ],
    [
      "instants after",
      at("after", "2026-11-22"),
      "instant seenAt",
      interval(day + dayMs, highest),
      0.5,
    ],
    [
      "instants of a day",
      at("on", "2026-11-22"),
      "instant seenAt",
      interval(day, day + dayMs - 2 ** -12),
      0.15,
    ],
    ["a window", at("inLast", "P7D"), "window seenAt", interval(1), 0.3],
    [
      "a beginning",
      { field: "name", operator: "beginsWith", value: "A" },
      "piece name",
      interval(1),
      0.2,
    ],
    ["an end", { field: "name", operator: "endsWith", value: "A" }, "piece name", interval(1), 0.2],
    ["a part", { field: "name", operator: "contains", value: "A" }, "piece name", interval(1), 0.2],
    [
      "an element",
      { field: "courses", operator: "contains", value: "A" },
      "piece courses",
      interval(1),
      0.2,
    ],
    [
      "the profile's id",
      { field: "id", operator: "=", value: "p-1" },
      "code of string id",
      interval(0),
      0.12,
    ],
  ])("%s", (_, condition, reads, reach, insideShare) => {
    const { read } = reading();
    expect(told(read(condition))).toEqual({ reads, reach, holdsIn: inInside, insideShare });
    expect(told(read(condition, true))).toMatchObject({ reach, holdsIn: inOutside });
    expect(told(read({ ...condition, includeMissing: true }))).toMatchObject({
      holdsIn: inInside | inMissing,
    });
  });

  it.each<[Condition, Reach]>([
    [tier("!=", "Gold"), interval(0)],
    [tier("notIn", ["Gold"]), interval(0)],
    [score("notBetween", [1, 5]), interval(1, 5)],
    [at("notOn", "2026-11-22"), interval(day, day + dayMs - 2 ** -12)],
    [at("notInLast", "P7D"), interval(1)],
    [{ field: "name", operator: "doesNotBeginWith", value: "A" }, interval(1)],
    [{ field: "name", operator: "doesNotEndWith", value: "A" }, interval(1)],
    [{ field: "name", operator: "doesNotContain", value: "A" }, interval(1)],
  ])("what its opposite is, in the other regions: %j", (condition, reach) => {
    const { read } = reading();
    expect(told(read(condition))).toMatchObject({ reach, holdsIn: inOutside });
    expect(told(read(condition, true))).toMatchObject({ reach, holdsIn: inInside });
    expect(told(read({ ...condition, includeMissing: true }))).toMatchObject({
      holdsIn: inOutside | inMissing,
    });
  });
});

describe("presence", () => {
  it.each([
    ["tier", "code of string tier"],
    ["score", "number score"],
    ["active", "code of boolean active"],
    ["born", "instant born"],
    ["seenAt", "instant seenAt"],
    ["courses", "code of string courses"],
    ["undeclared", "code of string undeclared"],
  ])("of %s is read where most conditions on it are: %s", (field, reads) => {
    const { read } = reading();
    const missing = { reads, reach: nan, holdsIn: inMissing, insideShare: 0 };
    const present = { ...missing, holdsIn: everywhere ^ inMissing };
    expect(told(read({ field, operator: "null" }))).toEqual(missing);
    expect(told(read({ field, operator: "null" }, true))).toEqual(present);
    expect(told(read({ field, operator: "notNull" }))).toEqual(present);
    expect(told(read({ field, operator: "notNull" }, true))).toEqual(missing);
  });

  it("is everybody's where the missing are counted in", () => {
    const { read } = reading();
    const always = { field: "tier", operator: "notNull", includeMissing: true };
    expect(read(always)).toEqual({ kind: "constant", holds: true });
    expect(read(always, true)).toEqual({ kind: "constant", holds: false });
  });
});

describe("a condition is read as a whole", () => {
  const all = { combinator: "and", rules: [] };
  it.each<[string, Condition]>([
    ["on behaviours", { field: "behaviours", match: { mode: "some" }, value: all }],
    ["on companies", { field: "company", operator: "notNull" }],
    ["on segments", { field: "segment", operator: "in", value: ["s-1"] }],
    ["with a fallback", { ...tier("=", "Gold"), coalesce: ["plan"] }],
    ["with another field", { ...tier("=", "plan"), valueSource: "field" }],
    ["measured from another", at("withinAfter", { duration: "P1D", of: "born" })],
    ["on the past", tier("changedInLast", "P7D")],
    ["on what ever was", tier("hasEverBeen", ["Gold"])],
    [
      "of a random split",
      { field: "id", operator: "inSplit", value: { salt: "a", from: 0, to: 5 } },
    ],
    ["on a whole list", { field: "courses", operator: "=", value: ["a"] }],
    ["that a later declaration has overtaken", score("=", "many")],
    ["of an operator that nobody knows", tier("resembles", "Gold")],
  ])("%s", (_, condition) => {
    const { read } = reading();
    const whole = { reads: "condition ", reach: interval(1), insideShare: 0.3 };
    expect(told(read(condition))).toEqual({ ...whole, holdsIn: inInside });
    expect(told(read(condition, true))).toEqual({ ...whole, holdsIn: inOutside });
  });
});

describe("conditions share a slot", () => {
  it.each<[string, Condition, Condition]>([
    ["where they name values of one attribute", tier("=", "A"), tier("!=", "B")],
    ["where they compare one by size", score(">", 1), score("<", 5)],
    ["where they ask for one window", at("inLast", "P7D"), at("notInLast", "P7D")],
    ["where one asks for presence", score(">", 1), score("null")],
  ])("%s, which then costs less", (_, one, other) => {
    const { slots, read } = reading();
    const first = read(one);
    const [cost = 0] = first.kind === "literal" ? [first.slot.cost] : [];
    const count = slots.slots.length;
    read(other);
    expect(slots.slots).toHaveLength(count);
    expect(first.kind === "literal" && first.slot.cost < cost).toBe(true);
  });

  it.each<[string, Condition, Condition]>([
    ["windows differ", at("inLast", "P7D"), at("inLast", "P8D")],
    ["windows lie on other sides", at("inLast", "P7D"), at("inNext", "P7D")],
    ["units differ", at("inCurrent", "month"), at("inCurrent", "week")],
    [
      "one names a value that the attribute cannot hold",
      score("=", 5),
      { field: "score", operator: "=", value: "5" },
    ],
    [
      "places of a piece differ",
      { field: "name", operator: "beginsWith", value: "A" },
      { field: "name", operator: "endsWith", value: "A" },
    ],
  ])("but not where %s", (_, one, other) => {
    const slotOf = (formula: Formula) => (formula.kind === "literal" ? formula.slot : undefined);
    const { read } = reading();
    expect(slotOf(read(one))).not.toBe(slotOf(read(other)));
  });
});
