import { describe, expect, it } from "vitest";
import { allOf, problemOf, some, typedRules } from "./parse-problem.ts";

const asks = (field: string, operator: string, value: unknown, more = {}) => ({
  field,
  operator,
  value,
  ...more,
});
const did = (...rules: unknown[]) => ({ field: "behaviours", match: some, value: allOf(...rules) });
const week = { duration: "P7D", of: "certifiedAt" };

describe("questions of time are accepted", () => {
  it.each<[string, unknown]>([
    ["before a day", asks("certifiedAt", "before", "2026-11-22")],
    ["after an instant", asks("lastLogin", "after", "2026-11-22T10:00:00+01:00")],
    ["on the day of a date-time", asks("lastLogin", "on", "2026-11-22T10:00:00Z")],
    ["on a day, undeclared", asks("signedAt", "notOn", "2026-11-22")],
    ["in the next days", asks("certifiedAt", "inNext", "P30D")],
    ["in the current quarter", asks("certifiedAt", "inCurrent", "quarter")],
    ["not in the previous week", asks("lastLogin", "notInPrevious", "week")],
    ["in the following year", asks("lastLogin", "inFollowing", "year")],
    ["an anniversary within a year", asks("certifiedAt", "anniversaryInNext", "P1Y")],
    ["an anniversary within twelve months", asks("certifiedAt", "anniversaryInNext", "P12M")],
    ["an anniversary in the last 365 days", asks("certifiedAt", "anniversaryInLast", "P365D")],
    ["within days after an attribute", asks("lastLogin", "withinAfter", week)],
    ["within days before a behaviour", asks("lastLogin", "withinBefore", login("first"))],
    ["a behaviour after an attribute", did(asks("at", "withinAfter", week))],
    ["what changed lately", asks("tier", "changedInLast", "P7D")],
    ["what was not updated", asks("tier", "notUpdatedInLast", "P30D", { includeMissing: true })],
    ["what has ever been", asks("tier", "hasEverBeen", ["Gold", "Silver"])],
    ["numbers that never were", asks("score", "hasNeverBeen", [1, 2])],
    ["elements of a list that were", asks("courses", "hasEverBeen", ["c-1"])],
    ["dates that were", asks("certifiedAt", "hasEverBeen", ["2026-01-01"])],
  ])("%s", (_, condition) => {
    expect(problemOf(condition)).toBeUndefined();
  });
});

function login(which: string) {
  return { duration: "P7D", of: { behaviour: "login", which } };
}

describe("a question of time is refused where it is wrong, with what to do", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["no day", asks("certifiedAt", "before", "soon"), "/value", /ISO 8601 date/],
    ["a day that is none", asks("certifiedAt", "on", "2026-02-30"), "/value", /ISO 8601 date/],
    ["two days", asks("certifiedAt", "on", ["2026-02-03"]), "/value", /one ISO 8601 date/],
    ["a number as a day", asks("certifiedAt", "after", 5), "/value", /ISO 8601 date/],
    [
      "before of a number",
      asks("score", "before", "2026-01-01"),
      "/operator",
      /declared as number/,
    ],
    ["on of an enum", asks("tier", "on", "2026-01-01"), "/operator", /declared as enum/],
    ["a unit for days", asks("certifiedAt", "inNext", "week"), "/value", /P30D/],
    ["days for a unit", asks("certifiedAt", "inCurrent", "P7D"), "/value", /day, week, month/],
    ["another unit", asks("certifiedAt", "inPrevious", "decade"), "/value", /day, week, month/],
    ["units as a list", asks("certifiedAt", "inPrevious", ["day"]), "/value", /day, week, month/],
    ["over a year", asks("certifiedAt", "anniversaryInNext", "P13M"), "/value", /at most P1Y/],
    ["a year and an hour", asks("x", "anniversaryInLast", "P1YT1H"), "/value", /at most P1Y/],
    ["366 days", asks("x", "notAnniversaryInNext", "P366D"), "/value", /at most P1Y/],
    ["nothing to measure", asks("x", "withinAfter", "P7D"), "/value", /"duration": "P7D"/],
    ["no anchor", asks("x", "withinAfter", { duration: "P7D" }), "/value/of", /"duration": "P7D"/],
    [
      "no duration",
      asks("x", "withinAfter", { of: "certifiedAt" }),
      "/value/duration",
      /"duration": "P7D"/,
    ],
    [
      "a bad duration",
      asks("x", "withinBefore", { duration: "7 days", of: "certifiedAt" }),
      "/value/duration",
      /P30D/,
    ],
    [
      "more than there is",
      asks("x", "withinBefore", { ...week, zone: "UTC" }),
      "/value",
      /"duration": "P7D"/,
    ],
    [
      "a number as the anchor",
      asks("x", "withinBefore", { duration: "P1D", of: "score" }),
      "/value/of",
      /measure from a date/,
    ],
    [
      "a list as the anchor",
      asks("x", "withinBefore", { duration: "P1D", of: "behaviours" }),
      "/value/of",
      /name an attribute/,
    ],
    [
      "a prototype as the anchor",
      asks("x", "withinBefore", { duration: "P1D", of: "__proto__" }),
      "/value/of",
      /use another name/,
    ],
    [
      "itself as the anchor",
      asks("certifiedAt", "withinAfter", week),
      "/value",
      /another attribute/,
    ],
    ["neither first nor last", asks("x", "withinAfter", login("any")), "/value/of", /"first"/],
    [
      "a nameless behaviour",
      asks("x", "withinAfter", { duration: "P1D", of: { behaviour: "", which: "last" } }),
      "/value/of/behaviour",
      /Name the behaviour/,
    ],
    ["changes in a unit", asks("tier", "changedInLast", "week"), "/value", /P30D/],
    ["no value that was", asks("tier", "hasEverBeen", []), "/value", /at least one/],
    ["one value that was", asks("tier", "hasEverBeen", "Gold"), "/value", /array/],
    ["another type that was", asks("score", "hasEverBeen", ["5"]), "/value", /without quotes/],
    ["two types that were", asks("x", "hasEverBeen", ["5", 5]), "/value", /one type/],
    ["the past of the id", asks("id", "changedInLast", "P1D"), "/operator", /their past is kept/],
    [
      "the past of a behaviour",
      did(asks("at", "updatedInLast", "P1D")),
      "/value/rules/0/operator",
      /their past is kept/,
    ],
    [
      "the past of a company's attribute",
      { field: "company", match: some, value: allOf(asks("tier", "hasEverBeen", ["Gold"])) },
      "/value/rules/0/operator",
      /their past is kept/,
    ],
  ])("%s", (_, condition, pointer, message) => {
    const problem = problemOf(condition);
    expect(problem?.message).toMatch(message);
    expect(problem?.pointer).toBe(pointer);
  });
});

describe("relative windows measure from the profile that the rule is over", () => {
  const since = (of: string) => asks("joinedAt", "withinAfter", { duration: "P1D", of });
  const types = typedRules();
  const contact = new Map([["signedAt", { type: "date" as const }]]);
  const company = new Map([["signedAt", { type: "number" as const }]]);

  it("the contact's attribute, within its company too", () => {
    const rules = { ...types, attributes: { contact, company } };
    const within = { field: "company", match: some, value: allOf(since("signedAt")) };
    expect(problemOf(within, rules)).toBeUndefined();
    expect(problemOf(since("signedAt"), { ...rules, object: "company" })).toMatchObject({
      message: '"signedAt" is declared as number: measure from a date.',
    });
  });

  it("but within a company's contacts the contact's own", () => {
    const rules = { ...types, object: "company" as const, attributes: { contact, company } };
    const within = { field: "contacts", match: some, value: allOf(since("signedAt")) };
    expect(problemOf(within, rules)).toBeUndefined();
  });
});
