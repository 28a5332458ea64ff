import type { Operand } from "../../language/operand.ts";
import { type Operator, operatorNamed } from "../../language/operators.ts";
import { readOperand } from "../../language/read-operand.ts";
import type { Condition } from "../../rule.ts";
import { elementsOf } from "./elements.ts";
import { declarationAt, type Place, type Writing } from "./place.ts";
import { missing, sourceOf, type ValueSource } from "./value-source.ts";
import { writeElements, writeListPresence, writeSequence } from "./write-list.ts";
import { writePast } from "./write-past.ts";
import { writeTest } from "./write-test.ts";

/** One condition's truth at a place, as an expression. @throws UnwritableRule */
export function writeCondition(condition: Condition, place: Place, writing: Writing): string {
  const { field, match, aggregate } = condition;
  if (field === "segment") return writeSegment(condition, place, writing);
  const elements = elementsOf(field, place, writing);
  if (elements !== undefined && aggregate === undefined) {
    if (match !== undefined) return writeElements(condition, match, elements, writing);
    if (condition.operator === "null" || condition.operator === "notNull") {
      return writeListPresence(condition.operator, elements);
    }
  }
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) throw new TypeError(`"${condition.operator}" is no operator`);
  if (operator.reads === "sequence" || operator.reads === "past") {
    return writeOfMany(condition, operator, place, writing);
  }
  const source = sourceOf(condition, place, writing);
  const truth = writeOfSource(condition, operator, source, place, writing);
  if (field !== "company" || elements === undefined) return truth;
  const none = condition.includeMissing === true ? "TRUE" : writing.dialect.unknown;
  return `(CASE WHEN ${writeListPresence("notNull", elements)} THEN ${truth} ELSE ${none} END)`;
}

function writeSegment({ operator, value }: Condition, { row }: Place, writing: Writing): string {
  const ids: readonly unknown[] = Array.isArray(value) ? value : [];
  const literals = ids.map((id) => writing.dialect.literal(String(id)));
  const some = `EXISTS (SELECT 1 FROM membership AS m WHERE m.profile_id = ${row}.id AND m.segment_id IN (${literals.join(", ")}))`;
  return operator === "notIn" ? `(NOT ${some})` : some;
}

/** What is asked of behaviours in order, or of an attribute's observations. */
function writeOfMany(
  condition: Condition,
  operator: Operator,
  place: Place,
  writing: Writing,
): string {
  const declared = declarationAt(condition.field, place, writing.context);
  const operand = operandOf(condition, operator, declared, place, writing);
  if (operand?.kind === "sequence") {
    return turned(operator, writeSequence(operand, place, writing));
  }
  if (operator.reads !== "past") return writing.dialect.unknown;
  return operand?.kind === "past" || operand?.kind === "everBeen"
    ? writePast(condition, operator, operand, place, writing)
    : writing.dialect.unknown;
}

function writeOfSource(
  condition: Condition,
  operator: Operator,
  source: ValueSource,
  place: Place,
  writing: Writing,
): string {
  const operand = operandOf(condition, operator, source.declared, place, writing);
  const test =
    operand === undefined
      ? writing.dialect.unknown
      : turned(operator, writeTest(condition, operator, operand, source, place, writing));
  if (condition.includeMissing !== true || source.from === undefined) return test;
  return `(${missing(source)} OR ${test})`;
}

/** Undefined where a later declaration has overtaken the condition. */
function operandOf(
  condition: Condition,
  operator: Operator,
  declared: ValueSource["declared"],
  place: Place,
  { context, calendar }: Writing,
): Operand | undefined {
  const read = readOperand(operator, condition, declared, {
    calendar,
    declarationOf: (field) => declarationAt(field, place, context),
  });
  return read.ok ? read.operand : undefined;
}

function turned({ negated }: Operator, truth: string): string {
  return negated ? `(NOT ${truth})` : truth;
}
