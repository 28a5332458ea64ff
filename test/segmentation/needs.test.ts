import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import {
  longer,
  longerWindow,
  prolonged,
  shorter,
} from "../../shared/segmentation/evaluate/lookback.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { contactRules } from "./records.ts";

const all = (...rules: readonly Condition[]): RuleGroup => ({
  combinator: "and",
  rules: [...rules],
});
const any = (...rules: readonly Condition[]): RuleGroup => ({ ...all(...rules), combinator: "or" });
const name = (value: string): Condition => ({ field: "name", operator: "=", value });
const at = (operator: string, value: unknown): Condition => ({ field: "at", operator, value });
const recently = at("inLast", "P7D");

function compiled(rule: Condition | RuleGroup, object: ObjectKind = "contact") {
  return compileRule({ combinator: "and", rules: [rule] }, { ...contactRules(), object });
}

function some(group: RuleGroup, mode: "some" | "all" = "some"): Condition {
  return { field: "behaviours", match: { mode }, value: group };
}

function needs(rule: Condition | RuleGroup): [string, string | undefined][] {
  return compiled(rule).behaviourNeeds.map((need) => [need.name, need.window]);
}

describe("the behaviours needed are, by how time is asked for,", () => {
  it.each<[string, unknown, string | undefined]>([
    ["inLast", "P30D", "P30D"],
    ["notInLast", "P30D", undefined],
    ["inCurrent", "day", "P1D"],
    ["inCurrent", "week", "P1W"],
    ["inCurrent", "month", "P1M"],
    ["inCurrent", "quarter", "P3M"],
    ["inCurrent", "year", "P1Y"],
    ["inPrevious", "day", "P2D"],
    ["inPrevious", "week", "P2W"],
    ["inPrevious", "month", "P2M"],
    ["inPrevious", "quarter", "P6M"],
    ["inPrevious", "year", "P2Y"],
    ["inNext", "P30D", "P1D"],
    ["inFollowing", "month", "P1D"],
    ["anniversaryInNext", "P7D", undefined],
    ["anniversaryInLast", "P7D", undefined],
    ["on", "2026-11-22", undefined],
    ["before", "2026-11-22", undefined],
  ])("%s %s: those of %s", (operator, value, window) => {
    expect(needs(some(all(name("login"), at(operator, value))))).toEqual([["login", window]]);
  });

  it("those of any age where another field than the time is asked", () => {
    expect(needs(some(all({ ...recently, field: "properties.due" })))).toEqual([["*", undefined]]);
    const field = { ...at("=", "properties.due"), valueSource: "field" as const };
    expect(needs(some(all(field)))).toEqual([["*", undefined]]);
  });
});

describe("the behaviours needed are, by how conditions are joined,", () => {
  const names: Condition = { field: "name", operator: "in", value: ["login", "logout"] };
  it.each<[string, RuleGroup, [string, string | undefined][]]>([
    ["all without a condition", all(), [["*", undefined]]],
    ["none of an empty choice", any(), []],
    [
      "those of several names",
      all(names, recently),
      [
        ["login", "P7D"],
        ["logout", "P7D"],
      ],
    ],
    ["those in all lists of names", all(names, name("login")), [["login", undefined]]],
    ["none of two names at once", all(name("login"), name("logout")), []],
    [
      "those of either name",
      any(name("login"), name("logout")),
      [
        ["login", undefined],
        ["logout", undefined],
      ],
    ],
    ["the longer of two windows in a choice", any(recently, at("inLast", "P30D")), [["*", "P30D"]]],
    ["the shorter of two at once", all(recently, at("inLast", "P30D")), [["*", "P7D"]]],
    [
      "one name for ever and all for a time",
      any(name("login"), recently),
      [
        ["login", undefined],
        ["*", "P7D"],
      ],
    ],
    ["all under a not", { ...all(name("login")), not: true }, [["*", undefined]]],
    [
      "those of one name where it is not excluded",
      all({ ...name("login"), operator: "!=" }),
      [["*", undefined]],
    ],
    [
      "those of a list of names alone",
      all({ field: "name", operator: "notIn", value: ["a"] }),
      [["*", undefined]],
    ],
  ])("%s", (_, group, expected) => {
    expect(needs(some(group))).toEqual(expected);
  });

  it("everything where all of them must hold", () => {
    expect(needs(some(all(name("login")), "all"))).toEqual([["*", undefined]]);
  });

  it("of two conditions together the longer of each name", () => {
    const [one, other] = [some(all(name("login"), recently)), some(all(name("login")))];
    expect(needs(all(one, other))).toEqual([["login", undefined]]);
    expect(needs(all(some(all(recently)), one))).toEqual([
      ["login", "P7D"],
      ["*", "P7D"],
    ]);
  });
});

describe("what a rule reads", () => {
  it("is any behaviour, whatever names it asks for besides", () => {
    expect(compiled(some(any(name("login"), recently))).reads).toEqual(new Set(["behaviour:*"]));
  });

  it("is no past where it asks for none", () => {
    const rule = compiled({ field: "tier", operator: "=", value: "Gold" });
    expect(rule.pastNeeds).toEqual([]);
    expect(rule.relatedNeeds).toEqual([]);
    expect(rule.segments).toEqual([]);
  });

  it("is each segment once, and each attribute of companies once", () => {
    const member = (ids: string[]): Condition => ({ field: "segment", operator: "in", value: ids });
    const gold: Condition = { field: "tier", operator: "=", value: "Gold" };
    const company = { field: "company", match: { mode: "some" as const }, value: all(gold, gold) };
    const rule = compiled(all(member(["a", "b"]), member(["b"]), company));
    expect(rule.segments).toEqual(["a", "b"]);
    expect(rule.relatedNeeds).toEqual([{ path: "company", attributes: ["tier"], behaviours: [] }]);
    expect(rule.reads).toEqual(
      new Set(["segment:a", "segment:b", "company.id", "company.attribute:tier"]),
    );
  });

  it("is what stands above a company, for a contact by way of its company", () => {
    const gold: Condition = { field: "tier", operator: "=", value: "Gold" };
    const above: Condition = { field: "ancestors", match: { mode: "some" }, value: all(gold) };
    const company: Condition = { field: "company", match: { mode: "some" }, value: all(above) };
    expect(compiled(above, "company").reads).toEqual(
      new Set(["ancestors.id", "ancestors.attribute:tier"]),
    );
    expect(compiled(company).reads).toEqual(
      new Set(["company.id", "company.ancestors.id", "company.ancestors.attribute:tier"]),
    );
  });

  it("is nothing of a behaviour's property that an aggregate is made of", () => {
    const sum: Condition = {
      field: "behaviours",
      aggregate: { function: "sum", of: "properties.score", where: all(name("quiz")) },
      operator: ">",
      value: 5,
    };
    expect(compiled(sum).reads).toEqual(new Set(["behaviour:quiz"]));
  });
});

describe("of two ways to look back", () => {
  const week = { window: "P7D" };
  const month = { window: "P1M" };
  it("the longer and the shorter are told by how long they are at most", () => {
    for (const [less, more] of [
      ["nothing", week],
      [week, month],
      [month, "forever"],
    ] as const) {
      expect([longer(less, more), longer(more, less)]).toEqual([more, more]);
      expect([shorter(less, more), shorter(more, less)]).toEqual([less, less]);
    }
    expect(longer({ window: "P1M" }, { window: "P30D" })).toEqual({ window: "P1M" });
    expect(longerWindow("P30D", "P1M")).toBe("P1M");
    expect(longerWindow("P1M", "P30D")).toBe("P1M");
    expect(longerWindow("P30D", undefined)).toBeUndefined();
    expect(longerWindow(undefined, "P30D")).toBeUndefined();
  });

  it("what nobody can read as a duration is for ever", () => {
    const odd = { window: "a while" };
    expect(longer(odd, { window: "P100Y" })).toBe(odd);
    expect(shorter(odd, "forever")).toBe(odd);
  });

  it("one after the other are as long as both, and a little more for months and clocks", () => {
    expect(prolonged(week, "P3D")).toEqual({ window: "P0M15DT0S" });
    expect(prolonged(month, "P1M2D")).toEqual({ window: "P2M7DT0S" });
    expect(prolonged({ window: "PT36H" }, "PT1S")).toEqual({ window: "P0M0DT129601S" });
    expect(prolonged(week, "PT1H")).toEqual({ window: "P0M7DT3600S" });
    expect(prolonged(week, "a while")).toBe("forever");
    expect(prolonged({ window: "a while" }, "P1D")).toBe("forever");
    expect(prolonged("nothing", "P1D")).toBe("nothing");
    expect(prolonged("forever", "P1D")).toBe("forever");
    expect(prolonged({ window: "P900000Y" }, "P900000Y")).toBe("forever");
  });
});
