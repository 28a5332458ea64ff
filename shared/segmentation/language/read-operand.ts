import type { AttributeDeclaration, AttributeType } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { Calendar } from "../time/calendar.ts";
import { accepted, faultAt, type OperandResult } from "./operand.ts";
import type { Operator } from "./operators.ts";
import { readMoment, readPastSpan, readRelative, readWindow } from "./read-moment.ts";
import { readOtherField } from "./read-other-field.ts";
import { readSequence, readSplit } from "./read-parts.ts";
import { type ReadValues, readPastValues, readValues } from "./read-values.ts";

/** What a condition's value is read against. */
export interface OperandContext {
  readonly calendar: Calendar;
  /** Of another field at the same place; undefined where it is undeclared. */
  declarationOf(field: string): AttributeDeclaration | undefined;
}

/**
 * Reads a condition's value for its operator. Whether the fields, behaviours and segments
 * it names can be named at its place is not checked here.
 * @param declared of the field, or of what its aggregate gives; undefined lets the value's
 *   own type decide.
 */
export function readOperand(
  operator: Operator,
  condition: Condition,
  declared: AttributeDeclaration | undefined,
  context: OperandContext,
): OperandResult {
  const { operator: name = "", value } = condition;
  if (declared !== undefined && !operator.types.includes(declared.type)) {
    return faultAt(["operator"], wrongOperator(name, declared.type, operator));
  }
  if (condition.valueSource === "field") {
    return readOtherField(operator, condition, declared, context);
  }
  const { calendar } = context;
  switch (operator.reads) {
    case "presence":
      return accepted({ kind: "none" });
    case "value":
      return compared("values", readValues(operator, name, value, declared, calendar));
    case "moment":
      return readMoment(operator, value, calendar);
    case "window":
      return readWindow(operator, value);
    case "relative":
      return readRelative(value);
    case "past":
      return operator.of === "values"
        ? compared("everBeen", readPastValues(name, value, operator, declared, calendar))
        : readPastSpan(value);
    case "split":
      return readSplit(value);
    case "sequence":
      return readSequence(value);
  }
}

function compared(kind: "values" | "everBeen", read: ReadValues): OperandResult {
  return read.ok
    ? accepted({ kind, type: read.type, wanted: read.wanted })
    : faultAt(["value"], read.message);
}

function wrongOperator(name: string, declared: AttributeType, { types }: Operator): string {
  return `"${name}" does not work on an attribute declared as ${declared}, only on ${types.join(", ")}: use another operator or declare the attribute otherwise.`;
}
