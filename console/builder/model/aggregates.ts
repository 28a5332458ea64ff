import {
  attributesOf,
  elementScope,
  type ListField,
  listFieldNamed,
  type Scope,
} from "../../../shared/segmentation/language/scopes.ts";
import type { AttributeType } from "../../../shared/segmentation/record.ts";
import type { Aggregate, AggregateFunction, Condition } from "../../../shared/segmentation/rule.ts";
import type { Catalogue } from "./catalogue.ts";
import { fieldType } from "./field-words.ts";
import { startOf } from "./operator-choices.ts";

interface FunctionChoice {
  readonly value: AggregateFunction;
  readonly label: string;
}

const ofNumbers: readonly FunctionChoice[] = [
  { value: "count", label: "the number" },
  { value: "sum", label: "the total" },
  { value: "average", label: "the average" },
  { value: "min", label: "the smallest" },
  { value: "max", label: "the largest" },
];
/** Only what happened stands in an order. */
const ofOrder: readonly FunctionChoice[] = [
  { value: "first", label: "the first" },
  { value: "last", label: "the last" },
];

/** What can be made of a list. */
export function functionChoices(list: ListField): readonly FunctionChoice[] {
  return list === "behaviours" ? [...ofNumbers, ...ofOrder] : ofNumbers;
}

/** A figure over a list, to begin with. */
export function figureOf(list: ListField): Condition {
  const where = { combinator: "and", rules: [] };
  return { field: list, operator: ">=", value: 1, aggregate: { function: "count", where } };
}

/** What the values of a condition are edited as: of a figure, what it comes to. */
export function conditionType(
  { field, aggregate }: Condition,
  scope: Scope,
  catalogue: Catalogue,
): AttributeType {
  return aggregate === undefined
    ? fieldType(field, attributesOf(scope), catalogue)
    : figureType(aggregate);
}

function figureType({ function: name, of }: Aggregate): AttributeType {
  if (name !== "first" && name !== "last") return "number";
  return of === "at" ? "datetime" : "string";
}

/** The condition with another figure: the test stays where it still fits what comes of it. */
export function withAggregate(condition: Condition, aggregate: Aggregate): Condition {
  const { includeMissing, ...before } = condition;
  const kept = aggregate.function === "count" || includeMissing !== true ? {} : { includeMissing };
  const next: Condition = { ...before, ...kept, aggregate };
  const type = figureType(aggregate);
  if (condition.aggregate !== undefined && figureType(condition.aggregate) === type) return next;
  const { operator, value } = startOf(condition.field, type);
  return { ...next, operator, value };
}

/** Another function: what it is of stays where the function can be of that. */
export function withFunction(aggregate: Aggregate, name: AggregateFunction): Aggregate {
  const { of, ...rest } = aggregate;
  const next = { ...rest, function: name };
  if (name === "count") return next;
  const isOrdered = name === "first" || name === "last";
  if (isOrdered) return { ...next, of: of === undefined || of === "" ? "at" : of };
  return { ...next, of: of === undefined || of === "at" ? "" : of };
}

interface Measure {
  readonly value: string;
  readonly label: string;
}

/** Attributes of related records that hold numbers; of activities nobody knows the properties. */
export function measures(field: string, scope: Scope, { attributes }: Catalogue): Measure[] {
  const list = listFieldNamed(field);
  const object = list === undefined ? undefined : attributesOf(elementScope(list, scope));
  return attributes
    .filter((each) => each.object === object && each.type === "number")
    .map(({ name, label }) => ({ value: name, label }));
}

const property = "properties.";
/** As the time of an activity is called among its properties. */
export const whenItWas = "when it was";

/** What is measured of an activity, as it is typed. */
export function measureText(of = ""): string {
  if (of === "at") return whenItWas;
  return of.startsWith(property) ? of.slice(property.length) : of;
}

export function measureOf(text: string): string {
  if (text === whenItWas) return "at";
  return text.trim() === "" ? "" : `${property}${text.trim()}`;
}
