import { describe, expect, it } from "vitest";
import {
  conditionType,
  figureOf,
  functionChoices,
  measureOf,
  measures,
  measureText,
  withAggregate,
  withFunction,
} from "../../../console/builder/model/aggregates.ts";
import type { Catalogue } from "../../../console/builder/model/catalogue.ts";
import { rootScope } from "../../../shared/segmentation/language/scopes.ts";
import { parseRule } from "../../../shared/segmentation/parse/parse-rule.ts";
import { aggregateFunctions, type Condition } from "../../../shared/segmentation/rule.ts";

const attribute = (name: string, type: "number" | "string", object: "contact" | "company") => ({
  object,
  name,
  label: name.toUpperCase(),
  type,
  declared: undefined,
  fillRate: 1,
  source: "CRM",
  options: [],
});
const catalogue: Catalogue = {
  attributes: [
    attribute("score", "number", "contact"),
    attribute("city", "string", "contact"),
    attribute("seats", "number", "company"),
  ],
  behaviours: [],
  segments: [],
  profiles: { contact: 1, company: 1 },
};
const company = rootScope("company");
const problemsOf = (condition: Condition) => {
  const attributes = { contact: new Map(), company: new Map() };
  const parsed = parseRule(
    { combinator: "and", rules: [condition] },
    { object: "company", zone: "UTC", attributes },
  );
  return parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer);
};

describe("a figure over a list", () => {
  it("is any that the engine makes, and of records without an order no first or last one", () => {
    const all = functionChoices("behaviours").map(({ value }) => value);
    expect(all.toSorted()).toEqual([...aggregateFunctions].toSorted());
    const unordered = functionChoices("contacts").map(({ value }) => value);
    expect(unordered).toEqual(all.filter((name) => name !== "first" && name !== "last"));
  });

  it("is read by the engine as it begins, and with each function once something is measured", () => {
    const start = figureOf("behaviours");
    expect(problemsOf(start)).toEqual([]);
    for (const { value } of functionChoices("behaviours")) {
      const aggregate = withFunction({ function: "count" }, value);
      const measured = aggregate.of === "" ? { ...aggregate, of: measureOf("amount") } : aggregate;
      expect(problemsOf(withAggregate(start, measured)), value).toEqual([]);
    }
    const unmeasured = withAggregate(start, withFunction({ function: "count" }, "sum"));
    expect(problemsOf(unmeasured)).toEqual(["/rules/0/aggregate/of"]);
  });

  it("keeps its test while that fits what comes of it, and begins another one where it does not", () => {
    const total: Condition = {
      field: "behaviours",
      operator: "<",
      value: 9,
      includeMissing: true,
      aggregate: { function: "sum", of: "properties.amount" },
    };
    expect(withAggregate(total, { function: "max", of: "properties.amount" })).toEqual({
      ...total,
      aggregate: { function: "max", of: "properties.amount" },
    });
    const { includeMissing: _, ...counted } = total;
    expect(withAggregate(total, { function: "count" })).toEqual({
      ...counted,
      aggregate: { function: "count" },
    });
    const first = withAggregate(total, withFunction({ function: "sum" }, "first"));
    expect(first).toMatchObject({ operator: "inLast", value: "P30D", aggregate: { of: "at" } });
    expect(conditionType(first, company, catalogue)).toBe("datetime");
    expect(conditionType(total, company, catalogue)).toBe("number");
  });

  it("is of numbers that the related records have, or of a property by its name", () => {
    expect(measures("contacts", company, catalogue)).toEqual([{ value: "score", label: "SCORE" }]);
    expect(measures("ancestors", company, catalogue)).toEqual([{ value: "seats", label: "SEATS" }]);
    expect(measures("behaviours", company, catalogue)).toEqual([]);
    for (const of of ["at", "properties.amount"]) expect(measureOf(measureText(of))).toBe(of);
    expect(measureOf(" ")).toBe("");
  });
});
