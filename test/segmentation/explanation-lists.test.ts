import { describe, expect, it } from "vitest";
import type { Behaviour } from "../../shared/segmentation/record.ts";
import type { Aggregate, Condition } from "../../shared/segmentation/rule.ts";
import { all, day, explain, lately, named, now } from "./explained.ts";
import { behaviour, recordOf } from "./records.ts";

function visits(...days: readonly number[]): Behaviour[] {
  return days.map((each) => behaviour("viewed", now - each * day));
}

const viewed: Condition = {
  field: "behaviours",
  match: { mode: "some" },
  value: all(named("viewed"), lately),
};

describe("an explanation of behaviours", () => {
  it("shows the newest first, in whatever order they came", () => {
    const shown = explain(viewed, recordOf({}, visits(3, 1, 9, 2)))?.children;
    expect(shown).toMatchObject([1, 2, 3].map((days) => ({ at: now - days * day })));
  });

  it("shows at most ten, but counts them all", () => {
    const record = recordOf({}, visits(...Array.from({ length: 30 }, (_, at) => at / 10)));
    expect(explain(viewed, record)).toMatchObject({ counts: { matching: 30, total: 30 } });
    expect(explain(viewed, record)?.children).toHaveLength(10);
  });

  it("says of each why it counts, and until when", () => {
    expect(explain(viewed, recordOf({}, visits(2)))).toEqual({
      kind: "match",
      field: "behaviours",
      mode: "some",
      includeMissing: false,
      truth: true,
      flipsAt: now + 5 * day,
      counts: { matching: 1, unknown: 0, total: 1 },
      children: [
        {
          kind: "behaviour",
          name: "viewed",
          at: now - 2 * day,
          properties: {},
          truth: true,
          flipsAt: now + 5 * day,
          children: [
            {
              kind: "group",
              combinator: "and",
              not: false,
              truth: true,
              flipsAt: now + 5 * day,
              children: [
                {
                  kind: "condition",
                  field: "name",
                  operator: "=",
                  wanted: "viewed",
                  includeMissing: false,
                  seen: "viewed",
                  truth: true,
                  children: [],
                },
                expect.objectContaining({ field: "at", flipsAt: now + 5 * day }),
              ],
            },
          ],
        },
      ],
    });
  });

  it("does not count what no group can hold for", () => {
    const logins = [behaviour("login", now), behaviour("logout", now)];
    const counted = (...names: readonly Condition[]) =>
      explain({ ...viewed, value: all(...names) }, recordOf({}, logins));
    const either: Condition = { field: "name", operator: "in", value: ["login", "logout", "gone"] };
    expect(counted(named("login"))).toMatchObject({ counts: { total: 1 } });
    expect(counted(either)).toMatchObject({ counts: { matching: 2, total: 2 } });
    expect(counted(named("login"), named("logout"))).toMatchObject({ counts: { total: 0 } });
    expect(counted(either, named("logout"))).toMatchObject({ counts: { total: 1 } });
    expect(counted(named("gone"))).toMatchObject({ counts: { total: 0 } });
    expect(counted({ field: "name", operator: "!=", value: "login" })).toMatchObject({
      counts: { matching: 1, total: 2 },
    });
  });

  it("shows a threshold only of what counts up to one", () => {
    const of = (match: Condition["match"]) =>
      explain({ ...viewed, match }, recordOf({}, visits(1)));
    expect(of({ mode: "atLeast", threshold: 2 })).toHaveProperty("threshold", 2);
    expect(of({ mode: "exactly" })).toHaveProperty("threshold", 0);
    for (const mode of ["all", "some", "none"] as const)
      expect(of({ mode })).not.toHaveProperty("threshold");
  });
});

describe("an explanation of what companies add up to", () => {
  const aggregate: Aggregate = { function: "sum", of: "seats" };
  const seats: Condition = { field: "company", aggregate, operator: ">", value: 9 };
  const companies = [recordOf({ seats: 4 }, [], "acme"), recordOf({ seats: 7 }, [], "globex")];

  it("shows the sum of what", () => {
    expect(explain(seats, { ...recordOf({}), companies })).toEqual({
      kind: "aggregate",
      field: "company",
      function: "sum",
      of: "seats",
      operator: ">",
      wanted: 9,
      includeMissing: false,
      seen: 11,
      counted: 2,
      total: 2,
      truth: true,
      children: [],
    });
  });

  it("shows how many there are of nothing in particular", () => {
    const count: Condition = { ...seats, aggregate: { function: "count" }, value: 1 };
    const explanation = explain(count, { ...recordOf({}), companies });
    expect(explanation).toMatchObject({ seen: 2, truth: true });
    expect(explanation).not.toHaveProperty("of");
  });

  it("is unknown without a company, or true where the missing are counted in", () => {
    const count: Condition = {
      ...seats,
      aggregate: { function: "count" },
      operator: ">=",
      value: 0,
    };
    expect(explain(count, recordOf({}))).toMatchObject({ truth: null });
    const without = explain({ ...count, includeMissing: true }, recordOf({}));
    expect(without).toMatchObject({ truth: true });
    expect(without).not.toHaveProperty("flipsAt");
  });

  it("says when a company begins or ceases to count", () => {
    const where = all({ field: "signedAt", operator: "inLast", value: "P30D" });
    const lately: Condition = { ...seats, aggregate: { ...aggregate, where } };
    const signed = (days: number, id: string) =>
      recordOf({ seats: 6, signedAt: new Date(now - days * day).toISOString() }, [], id);
    const record = { ...recordOf({}), companies: [signed(20, "acme"), signed(5, "globex")] };
    expect(explain(lately, record)).toMatchObject({ seen: 12, flipsAt: now + 10 * day });
    expect(explain(lately, recordOf({}))).not.toHaveProperty("flipsAt");
  });
});

describe("an explanation of the first or last behaviour", () => {
  const edge = (which: "first" | "last", of?: string): Condition => ({
    field: "behaviours",
    aggregate: { function: which, ...(of === undefined ? {} : { of }), where: all(named("quiz")) },
    operator: "notNull",
  });
  const record = recordOf({}, [
    behaviour("quiz", now - 3 * day),
    behaviour("quiz", now - day, { score: 5 }),
    behaviour("quiz", now - 2 * day, { score: 4 }),
    behaviour("login", now, { score: 9 }),
  ]);

  it("shows when it was", () => {
    const iso = (days: number) => new Date(now - days * day).toISOString();
    expect(explain(edge("first", "at"), record)).toMatchObject({ seen: iso(3), counted: 3 });
    expect(explain(edge("last", "at"), record)).toMatchObject({ seen: iso(1) });
    expect(explain(edge("last"), record)).toMatchObject({ seen: iso(1) });
  });

  it("shows a property of the first or last that has one", () => {
    expect(explain(edge("first", "properties.score"), record)).toMatchObject({ seen: 4 });
    expect(explain(edge("last", "properties.score"), record)).toMatchObject({ seen: 5 });
    expect(explain(edge("last", "properties.other"), record)).not.toHaveProperty("seen");
  });
});
