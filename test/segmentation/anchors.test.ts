import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { ObjectKind, SegmentationRecord, Truth } from "../../shared/segmentation/record.ts";
import type { Anchor, Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;
const enrolled = Date.UTC(2026, 9, 1);
const now = enrolled + 100 * day;
const onDay = (days: number) => new Date(enrolled + days * day).toISOString();
const all = (...rules: readonly Condition[]): RuleGroup => ({
  combinator: "and",
  rules: [...rules],
});
const some = (field: string, ...rules: readonly Condition[]): Condition => ({
  field,
  match: { mode: "some" },
  value: all(...rules),
});
const inTheWeekAfter = (field: string, of: Anchor): Condition => ({
  field,
  operator: "withinAfter",
  value: { duration: "P7D", of },
});
const login = some(
  "behaviours",
  { field: "name", operator: "=", value: "login" },
  inTheWeekAfter("at", "enrolledAt"),
);

function truth(condition: Condition, record: SegmentationRecord, object: ObjectKind): Truth {
  return compileRule(all(condition), { ...contactRules(), object }).evaluate(record, now);
}

/** A profile that enrolled on the given day and logged in on day 5. */
function profile(enrolledOn: number | undefined, id = "p-1"): SegmentationRecord {
  const attributes = enrolledOn === undefined ? {} : { enrolledAt: onDay(enrolledOn) };
  return recordOf(attributes, [behaviour("login", enrolled + 5 * day)], id);
}

describe("what time is measured from", () => {
  it.each<[string, number | undefined, Truth]>([
    ["a week at most before", 0, true],
    ["too long before", -3, false],
    ["after it", 6, false],
    ["the very same instant", 5, false],
    ["missing", undefined, null],
  ])("is within behaviours the profile's own attribute: %s", (_, enrolledOn, expected) => {
    expect(truth(login, profile(enrolledOn), "contact")).toBe(expected);
  });

  it.each<["first" | "last", Truth]>([
    ["first", false],
    ["last", true],
  ])("may be the %s behaviour of a name", (which, expected) => {
    const condition = inTheWeekAfter("certifiedAt", { behaviour: "enrolled", which });
    const enrolments = [
      behaviour("enrolled", enrolled),
      behaviour("enrolled", enrolled + 20 * day),
    ];
    const record = recordOf({ certifiedAt: onDay(22) }, enrolments);
    expect(truth(condition, record, "contact")).toBe(expected);
    expect(truth(condition, recordOf({ certifiedAt: onDay(22) }), "contact")).toBeNull();
  });

  it("is within contacts the contact's own, not the company's", () => {
    const company = { ...profile(0, "acme"), contacts: [profile(-3, "ann")] };
    expect(truth(some("contacts", login), company, "company")).toBe(false);
    expect(truth(some("contacts", login), { ...company, contacts: [profile(0)] }, "company")).toBe(
      true,
    );
  });

  it("is within a contact's company the contact's own, not the company's", () => {
    const signed = some("company", inTheWeekAfter("signedAt", "enrolledAt"));
    const company = recordOf({ signedAt: onDay(5), enrolledAt: onDay(-30) }, [], "acme");
    expect(truth(signed, { ...profile(0), companies: [company] }, "contact")).toBe(true);
    expect(truth(signed, { ...profile(-30), companies: [company] }, "contact")).toBe(false);
  });

  it("is within ancestors the company's that the rule is over", () => {
    const signed = some("ancestors", inTheWeekAfter("signedAt", "enrolledAt"));
    const above = recordOf({ signedAt: onDay(5) }, [], "parent");
    expect(truth(signed, { ...profile(0), ancestors: [above] }, "company")).toBe(true);
    expect(truth(signed, { ...profile(6), ancestors: [above] }, "company")).toBe(false);
  });

  it("is of an aggregate the profile's own", () => {
    const first: Condition = {
      ...inTheWeekAfter("behaviours", "enrolledAt"),
      aggregate: { function: "first", of: "at" },
    };
    expect(truth(first, profile(0), "contact")).toBe(true);
    expect(
      truth(some("contacts", first), { ...profile(9), contacts: [profile(0)] }, "company"),
    ).toBe(true);
  });
});
