import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { all, compiled, day, explain, lately, named, now } from "./explained.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const scored: Condition = { field: "properties.score", operator: ">", value: 5 };

describe("an explanation says no more than it knows of", () => {
  it("membership, the segments that are named", () => {
    const condition: Condition = { field: "segment", operator: "in", value: ["s-1", "s-2"] };
    const common = {
      kind: "segment",
      field: "segment",
      operator: "in",
      wanted: ["s-1", "s-2"],
      includeMissing: false,
      children: [],
    };
    expect(explain(condition, recordOf({}))).toEqual({ ...common, memberOf: [], truth: false });
    expect(explain(condition, { ...recordOf({}), segments: new Set(["s-2"]) })).toEqual({
      ...common,
      memberOf: ["s-2"],
      truth: true,
    });
  });

  it("presence, what is seen but nothing wanted", () => {
    const leaf = { kind: "condition", field: "tier", operator: "null", includeMissing: false };
    const isMissing: Condition = { field: "tier", operator: "null", value: "left by an editor" };
    expect(explain(isMissing, recordOf({}))).toEqual({ ...leaf, truth: true, children: [] });
    expect(explain(isMissing, recordOf({ tier: "A" }))).toEqual({
      ...leaf,
      seen: "A",
      truth: false,
      children: [],
    });
  });

  it("a split, the bucket", () => {
    const value = { salt: "holdout-2026", from: 0, to: 5 };
    expect(explain({ field: "id", operator: "inSplit", value }, recordOf({}))).toEqual({
      kind: "split",
      field: "id",
      operator: "inSplit",
      wanted: value,
      includeMissing: false,
      bucket: 6.46,
      truth: false,
      children: [],
    });
  });

  it("a past, the observation", () => {
    const past = new Map([["tier", [{ at: now - 2 * day, value: "Gold" }]]]);
    const changed: Condition = { field: "tier", operator: "changedInLast", value: "P7D" };
    expect(explain(changed, { ...recordOf({}), past })).toEqual({
      kind: "past",
      field: "tier",
      operator: "changedInLast",
      wanted: "P7D",
      includeMissing: false,
      decidedBy: { at: now - 2 * day, value: "Gold" },
      truth: true,
      flipsAt: now + 5 * day,
      children: [],
    });
  });

  it("a group, what it joins", () => {
    const nested: RuleGroup = { combinator: "or", not: true, rules: [] };
    const rule = compileRule({ combinator: "and", rules: [nested] }, contactRules());
    expect(rule.explain(recordOf({}), now)).toEqual({
      kind: "group",
      combinator: "and",
      not: false,
      truth: true,
      children: [{ kind: "group", combinator: "or", not: true, truth: true, children: [] }],
    });
  });

  it("a related profile, who it is and until when it holds", () => {
    const signed: Condition = { field: "signedAt", operator: "inLast", value: "P30D" };
    const condition: Condition = { field: "company", match: { mode: "some" }, value: all(signed) };
    const signedAt = new Date(now - day).toISOString();
    const companies = [recordOf({ signedAt }, [], "acme")];
    const explanation = explain(condition, { ...recordOf({}), companies });
    expect(explanation).toMatchObject({ includeMissing: false, flipsAt: now + 29 * day });
    expect(explanation?.children).toEqual([
      {
        kind: "related",
        id: "acme",
        truth: true,
        flipsAt: now + 29 * day,
        children: [expect.objectContaining({ kind: "group" })],
      },
    ]);
  });
});

describe("an explanation of a sequence", () => {
  const sequence: Condition = {
    field: "behaviours",
    operator: "sequence",
    value: { steps: [all(named("quiz"), scored), all(named("bought"))], within: "P3D" },
  };
  const unscored = behaviour("quiz", now - 2 * day);
  const passed = behaviour("quiz", now - 8 * day, { score: 9 });
  const bought = behaviour("bought", now - day);

  it("shows what might be the run where that is unknown", () => {
    expect(explain(sequence, recordOf({}, [passed, unscored, bought]))).toMatchObject({
      kind: "sequence",
      steps: 2,
      truth: null,
      children: [
        { at: unscored.at, truth: null },
        { name: "bought", truth: true },
      ],
    });
  });

  it("shows what surely is one where it is not complete", () => {
    expect(explain(sequence, recordOf({}, [passed, unscored]))).toMatchObject({
      truth: false,
      children: [{ at: passed.at, properties: { score: 9 } }],
    });
    expect(explain(sequence, recordOf({}))).toMatchObject({ truth: false, children: [] });
  });

  it("is the other way round where it is denied", () => {
    const never: Condition = { ...sequence, operator: "notSequence" };
    const truthOf = (...list: readonly ReturnType<typeof behaviour>[]) =>
      compiled(never).evaluate(recordOf({}, list), now);
    expect(truthOf(passed)).toBe(true);
    expect(truthOf(unscored, bought)).toBeNull();
    expect(truthOf(behaviour("quiz", now - 2 * day, { score: 9 }), bought)).toBe(false);
  });

  it("needs no two behaviours in one order or another", () => {
    expect(explain(sequence, recordOf({}, [bought, unscored, passed]))).toMatchObject({
      children: [{ at: unscored.at }, { at: bought.at }],
    });
  });
});

describe("time alone may change", () => {
  const behaviours = (...rules: readonly Condition[]): Condition => ({
    field: "behaviours",
    match: { mode: "some" },
    value: all(...rules),
  });
  const steps = (...rules: readonly Condition[]): Condition => ({
    field: "behaviours",
    operator: "sequence",
    value: { steps: [all(...rules), all(named("bought"))] },
  });
  const count = (...rules: readonly Condition[]): Condition => ({
    field: "behaviours",
    aggregate: { function: "count", where: all(...rules) },
    operator: ">",
    value: 1,
  });
  const companies = (...rules: readonly Condition[]): Condition => ({
    ...behaviours(...rules),
    field: "company",
  });
  it.each<[string, (...rules: readonly Condition[]) => Condition]>([
    ["a match", behaviours],
    ["a sequence", steps],
    ["a count", count],
    ["what is asked of a company", companies],
  ])("%s of what moves with the clock, no other", (_, of) => {
    expect(compiled(of(named("quiz"), lately)).timed).toBe(true);
    expect(compiled(of(named("quiz"))).timed).toBe(false);
  });

  it.each<[Condition, boolean]>([
    [{ field: "seenAt", operator: "inLast", value: "P7D" }, true],
    [{ field: "tier", operator: "changedInLast", value: "P7D" }, true],
    [{ field: "tier", operator: "updatedInLast", value: "P7D" }, true],
    [{ field: "tier", operator: "hasEverBeen", value: ["Gold"] }, false],
    [{ field: "tier", operator: "=", value: "Gold" }, false],
    [{ field: "tier", operator: "null" }, false],
    [{ field: "segment", operator: "in", value: ["s-1"] }, false],
    [{ field: "seenAt", operator: "on", value: "2026-11-22" }, false],
  ])("%j: %j", (condition, timed) => {
    expect(compiled(condition).timed).toBe(timed);
  });
});
