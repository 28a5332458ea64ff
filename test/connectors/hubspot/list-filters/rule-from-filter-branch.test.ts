import { describe, expect, it } from "vitest";
import { ruleFromFilterBranch } from "../../../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import {
  branch,
  companies,
  events,
  list,
  listContext,
  listOf,
  property,
  said,
  short,
} from "./filter-samples.ts";

const context = listContext();
const text = { operationType: "STRING", value: "acme" };
const one = { operationType: "ENUMERATION", values: ["Gold"] };
const number = { operationType: "NUMBER", value: 5 };

describe("a list", () => {
  it("is one of several groups", () => {
    const gold = property("tier", { ...one, operator: "IS_ANY_OF" });
    const high = property("score", { ...number, operator: "IS_GREATER_THAN" });
    const definition = branch("OR", [], [branch("AND", [gold, high]), branch("AND", [high])]);
    expect(ruleFromFilterBranch(definition, context)).toEqual({
      rule: {
        combinator: "or",
        rules: [
          {
            combinator: "and",
            rules: [
              { field: "tier", operator: "=", value: "Gold" },
              { field: "score", operator: ">", value: 5 },
            ],
          },
          { field: "score", operator: ">", value: 5 },
        ],
      },
      untranslated: [],
      differences: [],
    });
  });

  it("negates filter by filter, so that those without a value are as HubSpot has them", () => {
    const gold = property("tier", { ...one, operator: "IS_ANY_OF" });
    const low = property("score", { ...number, operator: "IS_LESS_THAN" }, true);
    const { rule } = ruleFromFilterBranch(branch("NOT_ANY", [gold, low]), context);
    expect(rule?.rules.map(short)).toEqual(['tier != "Gold" or missing', "score >= 5"]);
  });

  it("asks one company about all filters, and whether there is none", () => {
    const seats = property("seats", { ...number, operator: "IS_GREATER_THAN" });
    const named = property("name", { ...text, value: "1", operator: "CONTAINS" });
    const all = {
      combinator: "and",
      rules: [
        { field: "seats", operator: ">", value: 5 },
        { field: "name", operator: "contains", value: "1" },
      ],
    };
    expect(
      ruleFromFilterBranch(listOf(companies("IN_LIST", [seats, named])), context).rule?.rules,
    ).toEqual([{ field: "company", operator: "=", value: all, match: { mode: "some" } }]);
    expect(
      ruleFromFilterBranch(listOf(companies("NOT_IN_LIST", [seats])), context).rule?.rules,
    ).toEqual([
      {
        field: "company",
        operator: "=",
        value: {
          combinator: "and",
          rules: [
            { field: "seats", operator: "notNull", value: null },
            { field: "seats", operator: ">", value: 5 },
          ],
        },
        match: { mode: "none" },
        includeMissing: true,
      },
    ]);
  });

  it("counts events that a behaviour stands for, within a time", () => {
    const refine = { coalescingRefineBy: { type: "NUM_OCCURRENCES", minOccurrences: 3 } };
    const { rule } = ruleFromFilterBranch(listOf(events("HAS_COMPLETED", [], refine)), context);
    expect(rule?.rules).toMatchObject([
      { field: "behaviours", match: { mode: "atLeast", threshold: 3 } },
    ]);
    const lately = {
      pruningRefineBy: {
        type: "RELATIVE_COMPARATIVE",
        comparison: "AFTER",
        timeOffset: { amount: 2, timeUnit: "WEEKS", offsetDirection: "PAST" },
      },
    };
    expect(
      ruleFromFilterBranch(listOf(events("HAS_NOT_COMPLETED", [], lately)), context).rule?.rules,
    ).toEqual([
      {
        field: "behaviours",
        operator: "=",
        value: {
          combinator: "and",
          rules: [
            { field: "name", operator: "=", value: "course_viewed" },
            { field: "at", operator: "inLast", value: "P14D" },
          ],
        },
        match: { mode: "none" },
      },
    ]);
  });

  it("asks after the segment that stands for another list", () => {
    const inList = (listId: string) => ({ filterType: "IN_LIST", operator: "NOT_IN_LIST", listId });
    expect(said(inList("42"))).toEqual(['segment notIn ["seg_gold"]']);
    expect(said(inList("43"))).toEqual([expect.stringContaining('"43"')]);
    expect(said({ ...inList("42"), metadata: { id: "1", inListType: "IMPORT" } })).toEqual([
      expect.stringContaining("an import"),
    ]);
  });

  it("names everything that it cannot say, and offers a part only when asked", () => {
    const gold = property("tier", { ...one, operator: "IS_ANY_OF" });
    const definition = list(
      gold,
      { filterType: "PAGE_VIEW", pageUrl: "x" },
      { filterType: "MOON_PHASE" },
    );
    const whole = ruleFromFilterBranch(definition, context);
    expect(whole.rule).toBeUndefined();
    expect(whole.untranslated).toEqual([
      {
        path: "/filterBranches/0/filters/1",
        what: "PAGE_VIEW",
        why: "HubSpot does not tell Muster of page views.",
      },
      {
        path: "/filterBranches/0/filters/2",
        what: "MOON_PHASE",
        why: '"MOON_PHASE" is not a known kind of filter.',
      },
    ]);
    const part = ruleFromFilterBranch(definition, listContext({ partial: true }));
    expect(part.rule?.rules.map(short)).toEqual(['tier = "Gold"']);
    expect(part.untranslated).toEqual(whole.untranslated);
  });

  it("tells that HubSpot takes capitals for small letters, unless the attribute does too", () => {
    const filter = list(property("name", { ...text, operator: "CONTAINS" }));
    expect(ruleFromFilterBranch(filter, context).differences).toMatchObject([
      { why: expect.stringContaining("small letters") },
    ]);
    const contact = new Map([["name", { type: "string", normalise: { case: "lower" } }]] as const);
    const rules = {
      object: "contact",
      zone: "UTC",
      attributes: { contact, company: new Map() },
    } as const;
    expect(ruleFromFilterBranch(filter, listContext({ rules })).differences).toEqual([]);
  });

  it("that nobody can pass, or whose filters contradict each other, is no rule", () => {
    const never = { filterType: "CONSTANT", shouldAccept: false };
    expect(said(never)).toEqual(["No record can pass its filters."]);
    const [less, more] = ["IS_LESS_THAN", "IS_GREATER_THAN"].map((operator) =>
      property("score", { ...number, operator }),
    );
    const read = ruleFromFilterBranch(branch("AND", [less ?? {}, more ?? {}]), context);
    expect(read).toMatchObject({
      rule: undefined,
      untranslated: [{ path: "", what: "the list as a whole" }],
    });
  });

  it("is read twelve branches deep", () => {
    const nested = (depth: number): object =>
      branch("AND", [], depth === 1 ? [] : [nested(depth - 1)]);
    expect(ruleFromFilterBranch(nested(12), context).untranslated).toEqual([]);
    expect(ruleFromFilterBranch(nested(5_000), context).untranslated).toMatchObject([
      { why: expect.stringContaining("flatten") },
    ]);
  });
});
