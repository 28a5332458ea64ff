import { describe, expect, it } from "vitest";
import type { Operand } from "../../shared/segmentation/language/operand.ts";
import { operatorNamed } from "../../shared/segmentation/language/operators.ts";
import { readOperand } from "../../shared/segmentation/language/read-operand.ts";
import type { AttributeType, Normalisation } from "../../shared/segmentation/record.ts";
import { utcCalendar } from "../../shared/segmentation/time/calendar.ts";

const normalise: Normalisation = { trim: true, case: "lower", map: { oro: "gold" } };

function wanted(type: AttributeType, name: string, value: unknown): unknown {
  const operator = operatorNamed(name);
  if (operator === undefined) return undefined;
  const condition = { field: "tier", operator: name, value };
  const context = { calendar: utcCalendar, declarationOf: () => undefined };
  const read = readOperand(operator, condition, { type, normalise }, context);
  return read.ok ? wantedOf(read.operand) : read;
}

function wantedOf(operand: Operand): unknown {
  return operand.kind === "values" || operand.kind === "everBeen" ? operand.wanted : operand;
}

describe("values in rules are normalised as the attribute is", () => {
  it.each<[string, AttributeType, string, unknown, unknown]>([
    ["a whole value", "string", "=", " ORO ", ["gold"]],
    ["each of a list", "enum", "notIn", ["ORO", "Silver "], ["gold", "silver"]],
    ["what an order compares with", "string", "<", " M", ["m"]],
    ["a piece in case only", "string", "contains", " OR", [" or"]],
    ["the beginning in case only", "enum", "beginsWith", "ORO", ["oro"]],
    ["the end in case only", "string", "doesNotEndWith", "Oro ", ["oro "]],
    ["an element of a list", "strings", "contains", " ORO", ["gold"]],
    ["elements of a list", "strings", "isExactly", ["ORO", "B"], ["gold", "b"]],
    ["what has been", "enum", "hasEverBeen", ["Oro"], ["gold"]],
  ])("%s", (_, type, operator, value, expected) => {
    expect(wanted(type, operator, value)).toEqual(expected);
  });

  it("before it is seen which end is the smaller", () => {
    expect(wanted("string", "between", ["B", "a"])).toMatchObject({ ok: false, path: ["value"] });
    expect(wanted("string", "between", ["a", "B"])).toEqual(["a", "b"]);
  });
});
