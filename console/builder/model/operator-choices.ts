import {
  type Operator,
  operatorNamed,
  operatorNames,
} from "../../../shared/segmentation/language/operators.ts";
import type { AttributeType } from "../../../shared/segmentation/record.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";

/** How the value of an operator is edited; the table of the language decides. */
export type ValueShape =
  | "none"
  | "one"
  | "list"
  | "pair"
  | "moment"
  | "span"
  | "unit"
  | "relative"
  | "split"
  | "sequence";

export function shapeOf(name: string | undefined): ValueShape {
  const operator = operatorNamed(name);
  if (operator === undefined) return "none";
  switch (operator.reads) {
    case "presence":
      return "none";
    case "value":
      return operator.operand === "set" ? "list" : operator.operand;
    case "moment":
      return "moment";
    case "window":
      return isUnitWindow(operator) ? "unit" : "span";
    case "relative":
      return "relative";
    case "past":
      return operator.of === "values" ? "list" : "span";
    case "split":
      return "split";
    case "sequence":
      return "sequence";
  }
}

function isUnitWindow({ window }: Operator & { reads: "window" }): boolean {
  return window === "current" || window === "previous" || window === "following";
}

export interface OperatorChoice {
  readonly value: string;
  readonly label: string;
}

interface OperatorGroup {
  readonly group: string;
  readonly items: readonly OperatorChoice[];
}

/** Where a condition stands decides whether its past and anchors are known. */
interface Abilities {
  /** Whether the value's past is kept here. */
  readonly hasPast: boolean;
  /** Whether dates of the profile can be measured from. */
  readonly hasAnchors: boolean;
}

/** Operators for values of a type, the usual ones first. */
export function operatorGroups(type: AttributeType, abilities: Abilities): OperatorGroup[] {
  const groups = Map.groupBy(
    operatorNames.flatMap((name) => {
      const operator = operatorNamed(name);
      return operator !== undefined && isOffered(name, operator, type, abilities)
        ? [{ name, operator }]
        : [];
    }),
    ({ operator }) => groupOf(operator),
  );
  return groupOrder.flatMap((group) => {
    const items = groups.get(group) ?? [];
    const choices = items.map(({ name, operator }) => ({
      value: name,
      label: operatorLabel(name, operator),
    }));
    return choices.length === 0 ? [] : [{ group, items: choices }];
  });
}

/** Days are asked for by day, not by comparing texts, which undeclared dates would be. */
const notOfDates = new Set(["=", "!=", "<", ">", "<=", ">=", "in", "notIn"]);

function isOffered(
  name: string,
  operator: Operator,
  type: AttributeType,
  { hasPast, hasAnchors }: Abilities,
): boolean {
  const isDate = type === "date" || type === "datetime";
  if (operator.reads === "split" || operator.reads === "sequence") return false;
  if (operator.reads === "past" && !hasPast) return false;
  if (operator.reads === "relative" && !hasAnchors) return false;
  const isTemporal =
    operator.reads === "moment" || operator.reads === "window" || operator.reads === "relative";
  if (isTemporal && !isDate) return false;
  if (isDate && notOfDates.has(name)) return false;
  if (type === "boolean" && (name === "in" || name === "notIn")) return false;
  return operator.types.includes(type);
}

const groupOrder = ["Compare", "Date", "Moves with the clock", "Has a value", "History"] as const;

function groupOf(operator: Operator): (typeof groupOrder)[number] {
  switch (operator.reads) {
    case "presence":
      return "Has a value";
    case "moment":
      return "Date";
    case "window":
    case "relative":
      return "Moves with the clock";
    case "past":
      return "History";
    case "value":
    case "split":
    case "sequence":
      return "Compare";
  }
}

/** What two operators say alike is told apart. */
export function operatorLabel(name: string, operator = operatorNamed(name)): string {
  if (operator === undefined) return name;
  if (operator.reads !== "relative") return operator.phrase;
  return `${operator.phrase} a time ${operator.side} …`;
}

/** The condition to begin with on a field of this type. */
export function startOf(field: string, type: AttributeType): Condition {
  switch (type) {
    case "string":
      return { field, operator: "=", value: null };
    case "enum":
      return { field, operator: "in", value: [] };
    case "number":
      return { field, operator: ">=", value: 1 };
    case "boolean":
      return { field, operator: "=", value: true };
    case "date":
    case "datetime":
      return { field, operator: "inLast", value: "P30D" };
    case "strings":
      return { field, operator: "containsAny", value: [] };
  }
}

/** The condition with another operator; its value stays where that can be read the same way. */
export function withOperator(
  condition: Condition,
  name: string,
  type: AttributeType,
  today: string,
): Condition {
  const { value: old, valueSource: _source, ...kept } = condition;
  const to = shapeOf(name);
  const from = shapeOf(condition.operator);
  const value = from === to ? old : converted(old, from, to, { type, today });
  const next: Condition = { ...kept, operator: name, value };
  const { includeMissing: _, ...present } = next;
  return to === "none" ? present : next;
}

interface Conversion {
  readonly type: AttributeType;
  readonly today: string;
}

function converted(
  old: unknown,
  from: ValueShape,
  to: ValueShape,
  { type, today }: Conversion,
): unknown {
  const items: readonly unknown[] = Array.isArray(old) ? old : [];
  const first = from === "one" ? old : items[0];
  switch (to) {
    case "none":
      return null;
    case "one":
      return first ?? startOf("", type).value;
    case "list":
      return from === "one" && old !== "" ? [old] : items;
    case "pair":
      return type === "number" ? [first ?? 1, first ?? 10] : [first ?? null, null];
    case "moment":
      return today;
    case "span":
      return "P30D";
    case "unit":
      return "month";
    case "relative":
      return { duration: "P7D", of: "" };
    case "split":
      return { salt: "pilot", from: 0, to: 10 };
    case "sequence":
      return { steps: [] };
  }
}
