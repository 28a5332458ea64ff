import { describe, expect, it } from "vitest";
import type { Slot } from "../../../shared/segmentation/index/slot.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { contactRules } from "../records.ts";

const table = () => new SlotTable(contactRules());
const login: Condition = {
  field: "behaviours",
  match: { mode: "some" },
  value: { combinator: "and", rules: [{ field: "name", operator: "=", value: "login" }] },
};
const lately: Condition = { field: "tier", operator: "changedInLast", value: "P7D" };
const last = (value: string): Condition => ({
  field: "behaviours",
  aggregate: { function: "last", of: "at" },
  operator: "inLast",
  value,
});

function numbers(slots: Iterable<Slot>): number[] {
  return [...slots].map(({ number }) => number);
}

describe("one slot", () => {
  it("is read by all that ask the same", () => {
    const slots = table();
    const score = slots.ofAttribute({ kind: "number", attribute: "score" });
    expect(slots.ofAttribute({ kind: "number", attribute: "score" })).toBe(score);
    expect(slots.ofCondition({ ...login })).toBe(
      slots.ofCondition({ ...login, id: "an editor's" }),
    );
    expect(slots.slots).toHaveLength(2);
  });

  it("is not read by what asks something else", () => {
    const slots = table();
    slots.ofAttribute({ kind: "number", attribute: "score" });
    slots.ofAttribute({ kind: "instant", attribute: "score" });
    slots.ofAttribute({ kind: "number", attribute: "bonus" });
    slots.ofAttribute({ kind: "code", of: "string", attribute: "score" }, "string");
    slots.ofAttribute({ kind: "code", of: "number", attribute: "score" }, "number");
    for (const value of ["P7D", "P8D"]) slots.ofCondition(last(value));
    slots.ofCondition({ ...last("P7D"), includeMissing: true });
    slots.ofCondition({ ...last("P7D"), aggregate: { function: "first", of: "at" } });
    slots.ofCondition({ ...last("P7D"), operator: "notInLast" });
    slots.ofCondition(login);
    slots.ofCondition({ ...login, match: { mode: "none" } });
    slots.ofCondition({ field: "tier", operator: "=", value: "plan" });
    slots.ofCondition({ field: "tier", operator: "=", value: "plan", valueSource: "field" });
    slots.ofCondition({ field: "tier", operator: "=", value: "plan", coalesce: ["level"] });
    slots.ofCondition({ field: "level", operator: "=", value: "plan" });
    expect(numbers(slots.slots)).toEqual(Array.from({ length: 16 }, (_, number) => number));
  });
});

describe("a change of a field touches", () => {
  it("the slots that read it, and those that look in it for pieces apart", () => {
    const slots = table();
    const tier = slots.ofAttribute({ kind: "code", of: "string", attribute: "tier" });
    const piece = (text: string, place: "start" | "end" = "start") =>
      slots.ofAttribute({ kind: "piece", attribute: "tier", place, piece: text }, place + text);
    const [gold, silver, end] = [piece("G"), piece("S"), piece("d", "end")];
    const company = slots.ofAttribute({ kind: "number", attribute: "score" });
    const whole = slots.ofCondition({
      field: "tier",
      operator: "=",
      value: "a",
      coalesce: ["plan"],
    });
    expect(slots.touchedBy("attribute:tier")).toEqual([tier, whole]);
    expect(slots.touchedBy("attribute:plan")).toEqual([whole]);
    expect(slots.piecesIn("attribute:tier").map(({ place }) => place)).toEqual(["start", "end"]);
    expect(slots.piecesIn("attribute:tier").map((each) => [...each.slots()])).toEqual([
      [gold, silver],
      [end],
    ]);
    expect([...slots.reading("attribute:tier")]).toEqual([tier, whole, gold, silver, end]);
    expect(slots.touchedBy("attribute:score")).toEqual([company]);
    expect(slots.touchedBy("attribute:other")).toEqual([]);
    expect(slots.piecesIn("attribute:score")).toEqual([]);
  });

  it("what reads a profile's id only where it is born", () => {
    const slots = table();
    const id = slots.ofAttribute({ kind: "code", of: "string", attribute: "id" });
    expect(slots.touchedBy("id")).toEqual([id]);
    expect(slots.touchedBy("attribute:id")).toEqual([]);
  });

  it("of behaviours also the slots that read them all, once", () => {
    const slots = table();
    const all = slots.ofCondition(last("P7D"));
    const own = slots.ofCondition(login);
    expect(slots.touchedBy("behaviour:login")).toEqual([own, all]);
    expect(slots.touchedBy("behaviour:bought")).toEqual([all]);
    expect(slots.touchedBy("behaviour:*")).toEqual([all]);
    expect(slots.touchedBy("attribute:tier")).toEqual([]);
  });
});

describe("time alone may change", () => {
  it.each<[string, Condition, boolean]>([
    ["a window", last("P7D"), true],
    ["a past within a time", lately, true],
    [
      "a window within a list",
      { ...login, value: { combinator: "and", rules: [last("P1D")] } },
      true,
    ],
    ["no comparison of values", login, false],
    ["no two attributes", { field: "a", operator: "=", value: "b", valueSource: "field" }, false],
  ])("%s", (_, condition, timed) => {
    const slots = table();
    const slot = slots.ofCondition(condition);
    expect(slot.timed).toBe(timed);
    expect(slots.timed).toEqual(timed ? [slot] : []);
  });

  it("no number", () => {
    const slots = table();
    expect(slots.ofAttribute({ kind: "number", attribute: "score" }).timed).toBe(false);
    expect(slots.timed).toEqual([]);
  });
});

describe("a slot", () => {
  it("gives each value that a rule names a code of its own, and all others none", () => {
    const slot = table().ofAttribute({ kind: "code", of: "string", attribute: "tier" });
    expect([slot.nameCode("Gold"), slot.nameCode("Silver"), slot.nameCode("Gold")]).toEqual([
      0, 1, 0,
    ]);
    expect([slot.codeOf("Silver"), slot.codeOf("Bronze")]).toEqual([1, -1]);
    expect([slot.nameCode(false), slot.nameCode(true)]).toEqual([0, 1]);
  });

  it("is in the groups of what it reads, each once", () => {
    const fields = ["signedAt", "renewedAt"];
    const slot = table().ofCondition({
      field: "born",
      operator: "before",
      value: "2000-01-01",
      coalesce: fields,
    });
    expect(slot.fields).toEqual(["attribute:born", "attribute:signedAt", "attribute:renewedAt"]);
    expect(slot.groups).toEqual(["born", "signedAt", "renewedAt"]);
    expect(table().ofCondition(lately).groups).toEqual(["tier"]);
  });
});
