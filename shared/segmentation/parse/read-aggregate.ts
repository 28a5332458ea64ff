import { operatorNamed, operatorProblem } from "../language/operators.ts";
import { readOperand } from "../language/read-operand.ts";
import { isPropertyName } from "../language/rule-fields.ts";
import {
  attributeProblem,
  declarationAt,
  elementScope,
  type ListField,
  type Scope,
} from "../language/scopes.ts";
import type { AttributeDeclaration } from "../record.ts";
import type { Aggregate } from "../rule.ts";
import { type PlacedCondition, ruleGroupOf } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { reportAnchor } from "./report-anchor.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads a comparison of one value made of a list. */
export function readAggregate(
  placed: PlacedCondition,
  list: ListField,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const { aggregate } = condition;
  if (aggregate === undefined) return undefined;
  const elements = elementScope(list, scope);
  const fault = aggregateFault(aggregate, list, elements, reading);
  if (fault !== undefined) {
    return reading.report(pointerTo(pointer, "aggregate", fault.key), fault.message);
  }
  if (!comparesRight(placed, resultOf(aggregate), reading)) return undefined;
  if (aggregate.where === undefined) return placed;
  const place = pointerTo(pointer, "aggregate", "where");
  const where = reading.readGroup(aggregate.where, place, elements);
  if (where === undefined) return undefined;
  const read = { ...aggregate, where: ruleGroupOf(where) };
  return { ...placed, condition: { ...condition, aggregate: read }, nested: [where] };
}

interface Fault {
  readonly key: "function" | "of";
  readonly message: string;
}

function aggregateFault(
  aggregate: Aggregate,
  list: ListField,
  elements: Scope,
  { attributes }: Reading,
): Fault | undefined {
  const { function: name, of } = aggregate;
  if (name === "count") {
    return of === undefined
      ? undefined
      : { key: "of", message: '"count" counts the elements: remove "of".' };
  }
  if (list === "behaviours") return behaviourFault(aggregate);
  if (name === "first" || name === "last") {
    const message = `"${name}" works on behaviours only: use sum, min, max, average or count.`;
    return { key: "function", message };
  }
  const problem =
    of === undefined ? "Name the attribute to aggregate." : attributeProblem(of, elements);
  if (of === undefined || problem !== undefined) return { key: "of", message: problem ?? "" };
  const declared = declarationAt(of, elements, attributes)?.type;
  return declared === undefined || declared === "number"
    ? undefined
    : { key: "of", message: `"${of}" is declared as ${declared}: "${name}" needs numbers.` };
}

function behaviourFault({ function: name, of = "" }: Aggregate): Fault | undefined {
  if (isPropertyName(of)) return undefined;
  const takesTime = name === "first" || name === "last";
  if (takesTime && of === "at") return undefined;
  const possible = takesTime ? 'Give "at" or "properties.<name>"' : 'Give "properties.<name>"';
  return { key: "of", message: `${possible}: what "${name}" is of.` };
}

/** What the value made is compared as; undefined where each keeps its JSON type. */
export function resultOf({ function: name, of }: Aggregate): AttributeDeclaration | undefined {
  if (name !== "first" && name !== "last") return { type: "number" };
  return of === "at" ? { type: "datetime" } : undefined;
}

const comparing: readonly string[] = ["presence", "value", "moment", "window", "relative"];

function comparesRight(
  { condition, pointer, scope }: PlacedCondition,
  declared: AttributeDeclaration | undefined,
  reading: Reading,
): boolean {
  const { operator: name } = condition;
  const operator = operatorNamed(name);
  if (operator === undefined || !comparing.includes(operator.reads)) {
    const message =
      operator === undefined
        ? operatorProblem(name)
        : `"${name}" does not work on an aggregate: compare it with a value.`;
    reading.report(pointerTo(pointer, "operator"), message);
    return false;
  }
  const { calendar } = reading;
  const read = readOperand(operator, condition, declared, {
    calendar,
    declarationOf: () => undefined,
  });
  if (!read.ok) {
    reading.report(pointerTo(pointer, ...read.path), read.message);
    return false;
  }
  return !reportAnchor(read.operand, scope, pointer, reading);
}
