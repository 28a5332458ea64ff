import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { ObjectKind, SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { type RandomCompiled, randomCompiled } from "./random-compiled.ts";
import { randomPopulation } from "./random-population.ts";
import { start } from "./random-record.ts";
import { contactRules } from "./records.ts";
import { onlyNeeded, unreadFrom } from "./reduced-record.ts";

const day = 86_400_000;
const name = (value: string): Condition => ({ field: "name", operator: "=", value });
const all = (...rules: readonly Condition[]) => ({ combinator: "and" as const, rules: [...rules] });
const some = (field: string, ...rules: readonly Condition[]): Condition => ({
  field,
  match: { mode: "some" },
  value: all(...rules),
});
const isGold: Condition = { field: "tier", operator: "=", value: "Gold" };
const recently: Condition = { field: "at", operator: "inLast", value: "P7D" };

function compiled(condition: Condition, object: ObjectKind = "contact") {
  return compileRule(all(condition), { ...contactRules(), object });
}

function afterEnrolment(of: unknown): Condition {
  return { field: "at", operator: "withinAfter", value: { duration: "P7D", of } };
}

describe("what a rule reads", () => {
  it.each<[string, Condition, readonly string[]]>([
    ["an attribute", isGold, ["attribute:tier"]],
    ["the id", { field: "id", operator: "inSplit", value: { salt: "a", from: 0, to: 5 } }, ["id"]],
    [
      "fallbacks",
      { ...isGold, coalesce: ["plan", "level"] },
      ["attribute:tier", "attribute:plan", "attribute:level"],
    ],
    [
      "another field to compare with",
      { field: "renewedAt", operator: ">", valueSource: "field", value: "signedAt" },
      ["attribute:renewedAt", "attribute:signedAt"],
    ],
    [
      "an attribute to measure from",
      { field: "loginAt", operator: "withinAfter", value: { duration: "P7D", of: "enrolledAt" } },
      ["attribute:loginAt", "attribute:enrolledAt"],
    ],
    [
      "an attribute to measure from within behaviours",
      some("behaviours", name("login"), afterEnrolment("enrolledAt")),
      ["behaviour:login", "attribute:enrolledAt"],
    ],
    [
      "a behaviour to measure from",
      some("behaviours", name("login"), afterEnrolment({ behaviour: "enrolled", which: "last" })),
      ["behaviour:login", "behaviour:enrolled"],
    ],
    [
      "an attribute that an aggregate is measured from",
      {
        ...afterEnrolment("enrolledAt"),
        field: "behaviours",
        aggregate: { function: "first", of: "at", where: all(name("login")) },
      },
      ["behaviour:login", "attribute:enrolledAt"],
    ],
    ["any behaviour", some("behaviours", recently), ["behaviour:*"]],
    ["a past", { field: "tier", operator: "changedInLast", value: "P7D" }, ["past:tier"]],
    ["segments", { field: "segment", operator: "notIn", value: ["s-1"] }, ["segment:s-1"]],
    ["whether there is a company", { field: "company", operator: "notNull" }, ["company.id"]],
    ["a company", some("company", isGold), ["company.id", "company.attribute:tier"]],
    [
      "what is aggregated",
      { field: "company", aggregate: { function: "sum", of: "seats" }, operator: ">", value: 9 },
      ["company.id", "company.attribute:seats"],
    ],
    [
      "a company's ancestors",
      some("company", some("ancestors", isGold)),
      ["company.id", "company.ancestors.id", "company.ancestors.attribute:tier"],
    ],
    [
      "the contact's own attribute to measure from within its company",
      some("company", {
        field: "signedAt",
        operator: "withinBefore",
        value: { duration: "P7D", of: "enrolledAt" },
      }),
      ["company.id", "company.attribute:signedAt", "attribute:enrolledAt"],
    ],
  ])("%s", (_, condition, fields) => {
    expect(compiled(condition).reads).toEqual(new Set(fields));
  });

  it("contacts, their behaviours and what those are measured from", () => {
    const logins = some("behaviours", name("login"), afterEnrolment("enrolledAt"));
    const rule = compiled(some("contacts", isGold, logins), "company");
    expect(rule.reads).toEqual(
      new Set([
        "contacts.id",
        "contacts.attribute:tier",
        "contacts.attribute:enrolledAt",
        "contacts.behaviour:login",
      ]),
    );
    expect(rule.relatedNeeds).toEqual([
      {
        path: "contacts",
        attributes: ["tier", "enrolledAt"],
        behaviours: [{ name: "login", window: undefined }],
      },
    ]);
    expect(rule.behaviourNeeds).toEqual([]);
  });
});

const lastLogin: Condition = {
  field: "behaviours",
  aggregate: { function: "last", of: "at", where: all(name("login")) },
  operator: "inLast",
  value: "P30D",
};

function sequence(steps: readonly unknown[], within?: string): Condition {
  return { field: "behaviours", operator: "sequence", value: { steps, within } };
}

describe("how far back behaviours are needed", () => {
  it.each<[string, Condition, readonly [string, string | undefined][]]>([
    ["for ever without a window", some("behaviours", name("login")), [["login", undefined]]],
    ["within a window", some("behaviours", name("login"), recently), [["login", "P7D"]]],
    ["of an aggregate, whatever it is compared with", lastLogin, [["login", undefined]]],
    [
      "within the window of what an aggregate counts",
      { ...lastLogin, aggregate: { function: "count", where: all(name("login"), recently) } },
      [["login", "P7D"]],
    ],
    [
      "no further than an earlier step of the sequence",
      sequence([all(name("viewed"), recently), all(name("bought"))]),
      [
        ["viewed", "P7D"],
        ["bought", "P7D"],
      ],
    ],
    [
      "for ever before a later step, however recent that is",
      sequence([all(name("viewed")), all(name("bought"), recently)]),
      [
        ["viewed", undefined],
        ["bought", "P7D"],
      ],
    ],
    [
      "no longer before a later step than the sequence may last",
      sequence([all(name("viewed")), all(name("bought"), recently)], "P3D"),
      [
        ["viewed", "P0M15DT0S"],
        ["bought", "P7D"],
      ],
    ],
    [
      "back to the start of the month before",
      some("behaviours", name("login"), { field: "at", operator: "inPrevious", value: "month" }),
      [["login", "P2M"]],
    ],
    [
      "for ever by what time is measured from",
      some("behaviours", recently, afterEnrolment({ behaviour: "enrolled", which: "first" })),
      [
        ["enrolled", undefined],
        ["*", "P7D"],
      ],
    ],
    [
      "of every name where a name is only compared with a property",
      some("behaviours", { ...name("properties.kind"), valueSource: "field" }),
      [["*", undefined]],
    ],
  ])("%s", (_, condition, needs) => {
    const windows = compiled(condition).behaviourNeeds.map((need) => [need.name, need.window]);
    expect(windows).toEqual(needs);
  });

  it("is the longest of several for an attribute's past", () => {
    const past = (operator: string, value: unknown): Condition => ({
      field: "tier",
      operator,
      value,
    });
    const rules = [past("changedInLast", "P7D"), past("notChangedInLast", "P1M")];
    const needs = (...conditions: readonly Condition[]) =>
      compileRule(all(...conditions), contactRules()).pastNeeds;
    expect(needs(...rules)).toEqual([{ attribute: "tier", window: "P1M" }]);
    expect(needs(...rules.toReversed())).toEqual([{ attribute: "tier", window: "P1M" }]);
    expect(needs(...rules, past("hasEverBeen", ["Gold"]))).toEqual([
      { attribute: "tier", window: undefined },
    ]);
    // The latest observation is kept whatever the window.
    expect(needs(past("updatedInLast", "P1Y"))).toEqual([{ attribute: "tier", window: "PT1S" }]);
  });
});

describe("random rules of the whole language", () => {
  const random = new Random(seedOf("dependencies"));
  const trials = trialsOf(600);
  const population = randomPopulation({ contact: 60, company: 40 }, random);

  /** Beyond three years, where the engine no longer looks whether a turn has any effect. */
  const farAhead = 3 * 366 * day;

  /** Fails where the two records differ in truth or in when, within years, it flips. */
  function expectAlike(
    { rule, compiled }: RandomCompiled,
    record: SegmentationRecord,
    other: SegmentationRecord,
    now: number,
  ): void {
    const soon = (flip = Number.POSITIVE_INFINITY) => (flip < now + farAhead ? flip : "later");
    const [truth, otherTruth] = [compiled.evaluate(record, now), compiled.evaluate(other, now)];
    const flip = soon(compiled.nextFlip(record, now));
    const otherFlip = soon(compiled.nextFlip(other, now));
    if (truth === otherTruth && flip === otherFlip) return;
    expect.fail(
      `${now}: ${truth} until ${flip}, but ${otherTruth} until ${otherFlip}: ${JSON.stringify(rule)}`,
    );
  }

  it.each<ObjectKind>(["contact", "company"])(
    "over a %s do not see what they do not read",
    (object) => {
      for (let trial = 0; trial < trials; trial++) {
        const question = randomCompiled(object, "UTC", random);
        const record = random.pick(population.records[object]);
        const other = random.pick(population.records[object]);
        expectAlike(question, record, unreadFrom(other, record, question.compiled.reads), start);
      }
    },
  );

  it.each<ObjectKind>(["contact", "company"])(
    "over a %s see no difference once all that they do not need is forgotten",
    (object) => {
      for (let trial = 0; trial < trials; trial++) {
        const question = randomCompiled(object, "UTC", random);
        const record = random.pick(population.records[object]);
        const reduced = onlyNeeded(record, question.compiled, start);
        expectAlike(question, record, reduced, start);
        expectAlike(question, record, reduced, start + random.below(400 * day));
      }
    },
  );
});
