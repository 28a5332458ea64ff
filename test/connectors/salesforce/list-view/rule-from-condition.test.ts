import { describe, expect, it } from "vitest";
import { ruleFromListView } from "../../../../shared/connectors/salesforce/list-view/rule-from-condition.ts";
import { listContext } from "./list-context.ts";

function read(condition: unknown, given: Parameters<typeof listContext>[0] = {}) {
  return ruleFromListView(
    { entity: "Contact", scope: "everything", condition },
    listContext(given),
  );
}

const title = { field: "Title", operator: "equals", values: ["'boss'"] };

describe("what a list view's conditions become", () => {
  it.each<[object, object]>([
    [title, { field: "Title", operator: "=", value: "boss" }],
    [
      { field: "Title", operator: "notEquals", values: ["boss"] },
      { field: "Title", operator: "!=", value: "boss", includeMissing: true },
    ],
    [
      { field: "Title", operator: "like", values: ["'%50\\%%'"] },
      { field: "Title", operator: "contains", value: "50%" },
    ],
    [
      { field: "Title", operator: "equals", values: ["null"] },
      { field: "Title", operator: "null", value: null },
    ],
    [
      { field: "Seen__c", operator: "greaterThan", values: ["2026-11-22T10:00:00Z"] },
      { field: "Seen__c", operator: ">", value: "2026-11-22T10:00:00.000Z" },
    ],
    [
      { field: "Certified_On__c", operator: "equals", values: ["LAST_N_DAYS:30"] },
      { field: "Certified_On__c", operator: "inLast", value: "P31D" },
    ],
    [
      { field: "Products__c", operator: "equals", values: ["'A;B'"] },
      { field: "Products__c", operator: "isExactly", value: ["A", "B"] },
    ],
  ])("%j", (condition, rule) => {
    expect(read(condition).rule).toEqual({ combinator: "and", rules: [rule] });
  });

  it.each<[object, RegExp]>([
    [{ field: "Owner.Alias", operator: "equals", values: ["'ann'"] }, /another record/],
    [{ field: "Nope__c", operator: "equals", values: ["'x'"] }, /Contact has no field "Nope__c"/],
    [{ field: "LastModifiedDate", operator: "equals", values: ["TODAY"] }, /does not keep/],
    [{ field: "Segments__c", operator: "includes", values: ["'Gold'"] }, /Muster itself writes/],
    [{ field: "Office__c", operator: "within", values: ["5"] }, /fields of type location/],
    [{ field: "Title", operator: "within", values: ["5"] }, /"within" is not a known operator/],
    [{ field: "Title", operator: "lessThan", values: ["'m'"] }, /orders texts by language/],
    [{ field: "Title", operator: "like", values: ["'a_b'"] }, /no patterns/],
    [{ field: "Title", operator: "like", values: ["'a%b'"] }, /no patterns/],
    [{ field: "Title", operator: "in", values: ["'a'", "null"] }, /an empty value among others/],
    [{ field: "Seen__c", operator: "equals", values: ["THIS_FISCAL_YEAR"] }, /THIS_FISCAL_YEAR/],
    [{ field: "Seen__c", operator: "equals", values: ["LAST_N_MONTHS:3"] }, /LAST_N_MONTHS:3/],
    [{ field: "Active__c", operator: "equals", values: ["maybe"] }, /"maybe" means for a boolean/],
    [{ field: "Title" }, /what this condition means/],
    [
      { field: "Title", operator: "equals", values: ["'a'"], extra: 1 },
      /what this condition means/,
    ],
  ])("names %j, and offers no rule without it", (condition, why) => {
    const conditions = [title, condition];
    const { rule, untranslated } = read({ conditions, conjunction: "and" });
    expect(rule).toBeUndefined();
    expect(untranslated).toMatchObject([
      { path: "/whereCondition/conditions/1", why: expect.stringMatching(why) },
    ]);
    const partial = read({ conditions, conjunction: "and" }, { partial: true });
    expect(partial.rule).toMatchObject({ rules: [{ field: "Title" }] });
    expect(partial.untranslated).toHaveLength(1);
  });

  it("names a view of some users' records, and whatever else it is given", () => {
    const mine = { entity: "Contact", scope: "mine", condition: title } as const;
    const { rule, untranslated } = ruleFromListView(mine, listContext());
    expect(rule).toBeUndefined();
    expect(untranslated).toMatchObject([{ path: "/scope", what: 'scope "mine"' }]);
    for (const nonsense of [7, "x", [], { conditions: 3 }, { condition: null }, { __proto__: [] }])
      expect(read(nonsense).untranslated.length).toBeGreaterThan(0);
    let deep: object = title;
    for (let level = 0; level < 100; level += 1) deep = { condition: deep };
    expect(read(deep).untranslated.length).toBeGreaterThan(0);
  });

  it("says where it differs: case, weeks, days, and leads among contacts", () => {
    const whys = (condition: object, given = {}) =>
      read(condition, given)
        .differences.map(({ why }) => why)
        .join(" ");
    expect(whys(title)).toMatch(/Leads are contacts here too.*ignores case/);
    const folded = new Map([["Title", { type: "string", normalise: { case: "lower" } }]] as const);
    const rules = { object: "contact", zone: "UTC" } as const;
    const attributes = { contact: folded, company: new Map() };
    expect(whys(title, { rules: { ...rules, attributes } })).not.toMatch(/case/);
    const seen = (value: string) => ({ field: "Seen__c", operator: "equals", values: [value] });
    expect(whys(seen("THIS_WEEK"))).toMatch(/Weeks begin on Monday/);
    expect(whys(seen("LAST_N_DAYS:7"))).toMatch(/present time of day/);
  });

  it("of leads finds those that are not converted", () => {
    const { rule } = ruleFromListView(
      { entity: "Lead", scope: undefined, condition: title },
      listContext(),
    );
    expect(rule).toMatchObject({
      rules: [{ field: "IsConverted", value: false }, { value: "boss" }],
    });
  });
});
