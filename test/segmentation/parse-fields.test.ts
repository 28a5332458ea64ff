import { describe, expect, it } from "vitest";
import type { AttributeType, RuleContext } from "../../shared/segmentation/record.ts";
import { allOf, problemOf, some, typedRules } from "./parse-problem.ts";

const named = (field: string) => ({ field, operator: "notNull" });
const each = (field: string, ...rules: unknown[]) => ({
  field,
  match: some,
  value: allOf(...rules),
});

describe("a field can be named where it is", () => {
  it.each<[string, "contact" | "company", unknown]>([
    ["a contact's attribute", "contact", named("score")],
    ["a contact's id", "contact", { field: "id", operator: "=", value: "p-1" }],
    ["a contact's behaviours", "contact", each("behaviours", named("at"))],
    ["a contact's company", "contact", each("company", named("score"), named("id"))],
    ["whether there is a company", "contact", { field: "company", operator: "null", value: "" }],
    ["that there is a company", "contact", { field: "company", operator: "notNull" }],
    ["segments of a contact", "contact", { field: "segment", operator: "in", value: ["s-1"] }],
    ["the company's ancestors", "contact", each("company", each("ancestors", named("tier")))],
    ["a company's contacts", "company", each("contacts", named("score"), named("id"))],
    ["what its contacts did", "company", each("contacts", each("behaviours", named("name")))],
    ["a company's ancestors", "company", each("ancestors", named("score"))],
    ["a company's behaviours", "company", each("behaviours", named("properties.course"))],
    ["segments of a company", "company", { field: "segment", operator: "notIn", value: ["s"] }],
    ["none at all counts too", "contact", { ...each("company"), includeMissing: true }],
  ])("%s", (_, object, condition) => {
    expect(problemOf(condition, typedRules(object))).toBeUndefined();
  });
});

describe("a field that is not there is refused, with what is", () => {
  it.each<[string, "contact" | "company", unknown, string, string]>([
    [
      "contacts of a contact",
      "contact",
      each("contacts"),
      "/field",
      '"contacts" is not a field of a contact: use an attribute, id, behaviours, company or segment.',
    ],
    [
      "ancestors of a contact",
      "contact",
      each("ancestors"),
      "/field",
      '"ancestors" is not a field of a contact: use an attribute, id, behaviours, company or segment.',
    ],
    [
      "company of a company",
      "company",
      each("company"),
      "/field",
      '"company" is not a field of a company: use an attribute, id, behaviours, contacts, ancestors or segment.',
    ],
    [
      "behaviours of a contact's company",
      "contact",
      each("company", each("behaviours")),
      "/value/rules/0/field",
      '"behaviours" is not a field of a contact\'s company: use an attribute, id or ancestors.',
    ],
    [
      "segment of a contact's company",
      "contact",
      each("company", { field: "segment", operator: "in", value: ["s-1"] }),
      "/value/rules/0/field",
      '"segment" is not a field of a contact\'s company: use an attribute, id or ancestors.',
    ],
    [
      "company of a company's contact",
      "company",
      each("contacts", each("company")),
      "/value/rules/0/field",
      '"company" is not a field of a company\'s contact: use an attribute, id or behaviours.',
    ],
    [
      "anything but attributes of an ancestor",
      "company",
      each("ancestors", each("ancestors")),
      "/value/rules/0/field",
      '"ancestors" is not a field of an ancestor: use an attribute or id.',
    ],
    [
      "attribute of a behaviour",
      "contact",
      each("behaviours", named("tier")),
      "/value/rules/0/field",
      '"tier" is not a field of a behaviour: use name, at or properties.<name>.',
    ],
    [
      "prototype as a property",
      "contact",
      each("behaviours", named("properties.__proto__")),
      "/value/rules/0/field",
      '"properties.__proto__" is not a field of a behaviour: use name, at or properties.<name>.',
    ],
  ])("%s", (_, object, condition, pointer, message) => {
    expect(problemOf(condition, typedRules(object))).toEqual({ pointer, message });
  });
});

/** Of contacts, one attribute more. */
function withAlso(name: string, type: AttributeType): RuleContext {
  const rules = typedRules();
  const contact = new Map([...rules.attributes.contact, [name, { type }] as const]);
  return { ...rules, attributes: { ...rules.attributes, contact } };
}

const against = (field: string, operator: string, value: unknown) => ({
  field,
  operator,
  value,
  valueSource: "field",
});

describe("two fields are compared", () => {
  it.each<[string, unknown]>([
    ["of one type", against("nickname", "!=", "nickname2")],
    ["both dates", against("certifiedAt", "<=", "lastLogin")],
    ["as instants, undeclared", against("signedAt", "before", "lastLogin")],
    ["parts of a behaviour", each("behaviours", against("at", "after", "properties.due"))],
    ["of a company", each("company", against("score", ">", "seats"))],
    ["by their values, as builders say", { ...named("tier"), valueSource: "value" }],
  ])("%s", (_, condition) => {
    expect(problemOf(condition, withAlso("nickname2", "string"))).toBeUndefined();
  });

  it.each<[string, unknown, string, RegExp]>([
    ["other operators", against("tier", "contains", "plan"), "/valueSource", /use one of =, !=/],
    ["windows", against("certifiedAt", "inLast", "plan"), "/valueSource", /use one of =/],
    ["presence", against("tier", "null", "plan"), "/valueSource", /use one of =/],
    ["two types", against("score", "=", "nickname"), "/value", /compare fields of one type/],
    ["an enum and a string", against("tier", "=", "nickname"), "/value", /one type/],
    ["a date and an unknown", against("certifiedAt", "<", "signedAt"), "/value", /before or after/],
    ["a number as an instant", against("signedAt", "before", "score"), "/value", /on string, date/],
    ["no name", against("tier", "=", 5), "/value", /Name the other field/],
    ["itself", against("tier", "=", "tier"), "/value", /another field/],
    ["a list", against("nickname", "=", "behaviours"), "/value", /name an attribute/],
    ["the id", against("nickname", "=", "id"), "/value", /name an attribute/],
    ["a prototype", against("nickname", "=", "__proto__"), "/value", /use another name/],
    [
      "an attribute with a behaviour's part",
      each("behaviours", against("at", "<", "certifiedAt")),
      "/value/rules/0/value",
      /not a field of a behaviour/,
    ],
    ["a split", { ...against("id", "inSplit", "x") }, "/valueSource", /not compared with another/],
    ["what has been", against("tier", "hasEverBeen", "x"), "/valueSource", /not compared with/],
  ])("but not %s", (_, condition, pointer, message) => {
    const problem = problemOf(condition);
    expect(problem?.message).toMatch(message);
    expect(problem?.pointer).toBe(pointer);
  });
});

const falling = (field: string, coalesce: unknown, more = {}) => ({
  field,
  operator: "notNull",
  coalesce,
  ...more,
});

describe("attributes fall back on others", () => {
  it.each<[string, unknown]>([
    ["of one type", falling("certifiedAt", ["certifiedAt2"])],
    ["undeclared", falling("a", ["b", "c"])],
    ["of a company", each("company", falling("a", ["b"]))],
    ["with any operator on values", falling("a", ["b"], { operator: "inLast", value: "P1D" })],
    ["missing or not", falling("a", ["b"], { operator: "=", value: 1, includeMissing: true })],
  ])("%s", (_, condition) => {
    expect(problemOf(condition, withAlso("certifiedAt2", "date"))).toBeUndefined();
  });

  it.each<[string, unknown, string, RegExp]>([
    ["none", falling("a", []), "/coalesce", /1 to 10/],
    ["eleven", falling("a", "bcdefghijkl".split("")), "/coalesce", /1 to 10/],
    ["no list", falling("a", "b"), "/coalesce", /array of strings/],
    ["itself", falling("a", ["b", "a"]), "/coalesce/1", /already/],
    ["one twice", falling("a", ["b", "b"]), "/coalesce/1", /already/],
    ["another type", falling("score", ["nickname"]), "/coalesce/0", /give both one type/],
    ["an undeclared one", falling("score", ["a"]), "/coalesce/0", /is not declared/],
    ["the id", falling("a", ["id"]), "/coalesce/0", /name an attribute/],
    ["a list of records", falling("a", ["behaviours"]), "/coalesce/0", /name an attribute/],
    ["a prototype", falling("a", ["constructor"]), "/coalesce/0", /use another name/],
    ["for the id", falling("id", ["a"]), "/coalesce", /works on attributes/],
    ["for behaviours", { ...each("behaviours"), coalesce: ["a"] }, "/coalesce", /works on attr/],
    [
      "for parts of a behaviour",
      each("behaviours", falling("properties.a", ["properties.b"])),
      "/value/rules/0/coalesce",
      /works on attributes/,
    ],
    [
      "for what has been",
      falling("a", ["b"], { operator: "changedInLast", value: "P1D" }),
      "/coalesce",
      /not on their past/,
    ],
  ])("but not on %s", (_, condition, pointer, message) => {
    const problem = problemOf(condition);
    expect(problem?.message).toMatch(message);
    expect(problem?.pointer).toBe(pointer);
  });

  it("but not on one that is normalised otherwise", () => {
    const types = typedRules();
    const contact = new Map([
      ["a", { type: "string", normalise: { case: "lower" } }],
      ["b", { type: "string" }],
    ] as const);
    const context = { ...types, attributes: { ...types.attributes, contact } };
    expect(problemOf(falling("a", ["b"]), context)).toMatchObject({
      pointer: "/coalesce/0",
      message: '"b" and "a" are normalised differently: declare both alike.',
    });
  });
});
