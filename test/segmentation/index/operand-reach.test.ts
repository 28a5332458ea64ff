import { describe, expect, it } from "vitest";
import { highest, lowest } from "../../../shared/segmentation/index/literal.ts";
import {
  codedType,
  comparisonReach,
  momentReach,
} from "../../../shared/segmentation/index/operand-reach.ts";
import { type AttributeType, attributeTypes } from "../../../shared/segmentation/record.ts";

describe("the numbers for which an operator holds", () => {
  it.each([
    ["<", lowest, 1 - Number.EPSILON / 2],
    ["<=", lowest, 1],
    [">", 1 + Number.EPSILON, highest],
    [">=", 1, highest],
    ["between", 1, 3],
    ["notBetween", 1, 3],
  ])("%s reach from %d to %d", (operator, low, high) => {
    expect(comparisonReach(operator, 1, 3)).toEqual({ kind: "interval", low, high });
  });

  it("are none of an operator that does not compare sizes", () => {
    expect(comparisonReach("contains", 1, 3)).toBeUndefined();
  });
});

describe("the instants for which an operator holds", () => {
  it.each([
    ["before", lowest, 1 - Number.EPSILON / 2],
    ["after", 3, highest],
    ["on", 1, 3 - 2 * Number.EPSILON],
    ["notOn", 1, 3 - 2 * Number.EPSILON],
  ])("%s reach from %d to %d", (operator, low, high) => {
    expect(momentReach(operator, 1, 3)).toEqual({ kind: "interval", low, high });
  });

  it("are none of an operator that does not compare instants", () => {
    expect(momentReach("contains", 1, 3)).toBeUndefined();
  });
});

it("values are told apart as what their type is compared as, lists not at all", () => {
  const coded: Readonly<Record<AttributeType, string | undefined>> = {
    string: "string",
    enum: "string",
    number: "number",
    boolean: "boolean",
    date: "instant",
    datetime: "instant",
    strings: undefined,
  };
  for (const type of attributeTypes) expect(codedType(type)).toBe(coded[type]);
});
