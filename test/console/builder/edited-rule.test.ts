import { describe, expect, it } from "vitest";
import { edited, historyOf, redone, undone } from "../../../console/builder/model/history.ts";
import { identified, plain, renewed } from "../../../console/builder/model/identified.ts";
import { includable } from "../../../console/builder/model/included.ts";
import {
  appendTo,
  changeAtPointer,
  partAt,
  pointerAt,
  replaceAt,
  valueAtPointer,
} from "../../../console/builder/model/rule-tree.ts";
import type { Condition, RuleGroup } from "../../../shared/segmentation/rule.ts";

const is = (field: string, value: unknown): Condition => ({ field, operator: "=", value });
const all = (...rules: RuleGroup["rules"]): RuleGroup => ({ combinator: "and", rules });
const did = (...rules: Condition[]): Condition => ({
  field: "behaviours",
  operator: "=",
  match: { mode: "atLeast", threshold: 1 },
  value: all(...rules),
});
const tier = is("tier", "Gold");
const region = is("region", "EMEA");

describe("a part of a rule", () => {
  const rule = all(tier, all(region, did(is("name", "login"))));

  it("is found and replaced by its place, and pointed to as the engine points", () => {
    expect(partAt(rule, [1, 0])).toEqual(region);
    expect(partAt(rule, [0, 0])).toBeUndefined();
    expect(pointerAt("/rules/2/value", [1, 0])).toBe("/rules/2/value/rules/1/rules/0");
    expect(replaceAt(rule, [1, 0], tier)).toEqual(all(tier, all(tier, did(is("name", "login")))));
    expect(replaceAt(rule, [5], tier)).toEqual(rule);
    expect(appendTo(rule, [1], tier)).toEqual(
      all(tier, all(region, did(is("name", "login")), tier)),
    );
  });

  it("is changed by its pointer, also within a list", () => {
    const pointer = "/rules/1/rules/1/value/rules/0";
    expect(valueAtPointer(rule, `${pointer}/value`)).toBe("login");
    const changed = changeAtPointer(rule, pointer, (part) => ({ ...part, value: "logout" }));
    expect(changed).toEqual(all(tier, all(region, did(is("name", "logout")))));
    expect(changeAtPointer(rule, "/rules/9", () => "lost")).toEqual(rule);
  });
});

describe("the ids of a rule's parts", () => {
  const rule = all(tier, did(is("name", "login")), {
    field: "behaviours",
    operator: "sequence",
    value: { steps: [all(tier), all(region)] },
  });

  it("stand everywhere, stay once given, and are not sent", () => {
    const once = identified(rule);
    const ids = JSON.stringify(once).match(/"id":"[^"]+"/g) ?? [];
    // The root, three conditions, the list's group and its condition, two steps of one each.
    expect(new Set(ids).size).toBe(10);
    expect(identified(once)).toEqual(once);
    expect(plain(once)).toEqual(rule);
  });

  it("are others in a copy", () => {
    const once = identified(rule);
    const copy = all(renewed(once));
    const of = (each: RuleGroup) => new Set(JSON.stringify(each).match(/"id":"[^"]+"/g));
    expect(of(once).isDisjointFrom(of(copy))).toBe(true);
    expect(plain(copy)).toEqual(all(rule));
  });
});

describe("undo", () => {
  const rules = [all(), all(tier), all(tier, region)] as const;

  it("goes back step by step, and forth again", () => {
    const done = edited(edited(historyOf(rules[0]), rules[1], 1_000), rules[2], 5_000);
    expect(undone(done).present).toEqual(rules[1]);
    expect(undone(undone(undone(done))).present).toEqual(rules[0]);
    expect(redone(redone(undone(undone(done)))).present).toEqual(rules[2]);
  });

  it("takes what is typed in one go as one step, and nothing else", () => {
    const typed = ["E", "EM", "EMEA"].reduce(
      (history, value, at) => edited(history, all(is("region", value)), 1_000 + at * 100),
      edited(historyOf(all()), all(is("region", "")), 900),
    );
    expect(undone(typed).present).toEqual(all());
    const otherwise = edited(typed, all({ ...is("region", "EMEA"), operator: "!=" }), 1_350);
    expect(undone(otherwise).present).toEqual(all(is("region", "EMEA")));
    const later = edited(typed, all(is("region", "APAC")), 9_000);
    expect(undone(later).present).toEqual(all(is("region", "EMEA")));
  });

  it("forgets what was undone once something else is done", () => {
    const back = undone(edited(historyOf(rules[0]), rules[1], 1_000));
    expect(redone(edited(back, rules[2], 5_000)).present).toEqual(rules[2]);
  });

  it("has no step for what changes nothing but ids", () => {
    const history = historyOf(identified(rules[1]));
    expect(edited(history, identified(rules[1]), 1_000).past).toEqual([]);
  });
});

describe("letting in who has no value", () => {
  it("is offered where a condition keeps them out, and not where it would keep them out itself", () => {
    const rule = all(region, all({ ...tier, includeMissing: true }), {
      ...all(region),
      not: true,
    });
    expect(includable(rule, "contact", "region")).toEqual(["/rules/0"]);
    expect(includable(rule, "contact", "tier")).toEqual([]);
    const presence = all({ field: "region", operator: "null", value: null });
    expect(includable(presence, "contact", "region")).toEqual([]);
  });
});
