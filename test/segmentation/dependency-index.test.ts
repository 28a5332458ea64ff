import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { attributeField, behaviourField } from "../../shared/segmentation/fields.ts";
import { DependencyIndex } from "../../shared/segmentation/index/dependency-index.ts";
import type { Condition, Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { contactRules } from "./records.ts";

const and = (...rules: Rule[]): RuleGroup => ({ combinator: "and", rules });
const or = (...rules: Rule[]): RuleGroup => ({ combinator: "or", rules });
const named = (value: string): Condition => ({ field: "name", operator: "=", value });
const within = (value: string): Condition => ({ field: "at", operator: "inLast", value });
const matching = (value: RuleGroup, mode: "some" | "none" | "all" = "some"): Condition => ({
  field: "behaviours",
  match: { mode },
  value,
});

function compile(rule: RuleGroup) {
  const { reads, behaviourNeeds } = compileRule(rule, contactRules());
  return { reads: [...reads].toSorted(), needs: behaviourNeeds };
}

describe("what a rule reads", () => {
  it("names attributes, the id and pinned behaviours", () => {
    const rule = and(
      { field: "tier", operator: "null" },
      { field: "id", operator: "=", value: "p-1" },
      or(
        { field: "score", operator: ">", value: 1 },
        matching(and(named("viewed"), within("P7D"))),
      ),
    );
    expect(compile(rule).reads).toEqual([
      "attribute:score",
      "attribute:tier",
      "behaviour:viewed",
      "id",
    ]);
  });

  it.each<[string, Condition, { name: string; window: string | undefined }[]]>([
    [
      "one name in a window",
      matching(and(named("a"), within("P7D"))),
      [{ name: "a", window: "P7D" }],
    ],
    ["one name for ever", matching(and(named("a"))), [{ name: "a", window: undefined }]],
    [
      "any name in a window",
      matching(and(within("P60D")), "none"),
      [{ name: "*", window: "P60D" }],
    ],
    [
      "names in a list",
      matching(and({ field: "name", operator: "in", value: ["a", "b"] })),
      [
        { name: "a", window: undefined },
        { name: "b", window: undefined },
      ],
    ],
    [
      "each name its own window",
      matching(or(and(named("a"), within("P7D")), and(named("b"), within("P1M")))),
      [
        { name: "a", window: "P7D" },
        { name: "b", window: "P1M" },
      ],
    ],
    [
      "the narrower of two windows",
      matching(and(named("a"), within("P7D"), within("P1D"))),
      [{ name: "a", window: "P1D" }],
    ],
    [
      "a name or a window",
      matching(or(named("a"), within("P1D"))),
      [
        { name: "a", window: undefined },
        { name: "*", window: "P1D" },
      ],
    ],
    [
      "a name excluded",
      matching(and({ field: "name", operator: "!=", value: "a" })),
      [{ name: "*", window: undefined }],
    ],
    [
      "a negated group",
      matching({ ...and(named("a")), not: true }),
      [{ name: "*", window: undefined }],
    ],
    ["two names at once: nothing", matching(and(named("a"), named("b"))), []],
    [
      "all, which depends on the others too",
      matching(and(named("a"), within("P7D")), "all"),
      [{ name: "*", window: undefined }],
    ],
    [
      "outside a window",
      matching(and(named("a"), { field: "at", operator: "notInLast", value: "P7D" })),
      [{ name: "a", window: undefined }],
    ],
  ])("behaviours: %s", (_, condition, needs) => {
    const compiled = compile(and(condition));
    expect(compiled.needs).toEqual(needs);
    const any = needs.some(({ name }) => name === "*");
    expect(compiled.reads).toEqual(
      any ? ["behaviour:*"] : needs.map(({ name }) => behaviourField(name)),
    );
  });

  it("keeps the longest window that several matches need", () => {
    const rule = and(
      matching(and(named("a"), within("P30D"))),
      matching(and(named("a"), within("P1M"))),
    );
    expect(compile(rule).needs).toEqual([{ name: "a", window: "P1M" }]);
  });
});

describe("the dependency index", () => {
  const tier = attributeField("tier");
  const index = () =>
    new DependencyIndex([
      { ordinal: 1, reads: new Set([tier]) },
      { ordinal: 2, reads: new Set([tier, "behaviour:*"]) },
      { ordinal: 3, reads: new Set([behaviourField("viewed")]) },
    ]);

  it("names the rules that read a touched field, once each", () => {
    expect(index().touchedBy([tier, tier])).toEqual(new Set([1, 2]));
    expect(index().touchedBy([attributeField("region")])).toEqual(new Set());
  });

  it("lets every behaviour touch the rules on any behaviour", () => {
    expect(index().touchedBy([behaviourField("viewed")])).toEqual(new Set([2, 3]));
    expect(index().touchedBy([behaviourField("login")])).toEqual(new Set([2]));
  });

  it("forgets a removed rule and what a replaced one no longer reads", () => {
    const changed = index();
    changed.remove(1);
    changed.remove(9);
    changed.add({ ordinal: 2, reads: new Set([attributeField("region")]) });
    expect(changed.touchedBy([tier, behaviourField("login")])).toEqual(new Set());
    expect(changed.touchedBy([attributeField("region")])).toEqual(new Set([2]));
    expect(changed.fieldsOf(2)).toEqual(new Set([attributeField("region")]));
  });
});
