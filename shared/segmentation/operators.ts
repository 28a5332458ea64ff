import { compareScalars } from "./order.ts";
import { type AttributeType, attributeTypes, type Scalar, type Value } from "./record.ts";

/** What stands in a condition's `value`. */
export type OperandShape = "one" | "list" | "pair";

interface OperatorRow {
  /** Whether the truth is turned round once it is known. */
  readonly negated: boolean;
  /** How it reads between the field and the value in plain English. */
  readonly phrase: string;
  /** The types it works on, declared or, for an undeclared attribute, of the value given. */
  readonly types: readonly AttributeType[];
}

/** Asks only whether there is a value. */
interface PresenceOperator extends OperatorRow {
  readonly reads: "presence";
}

/** Compares the value seen with the value or values given. Dates arrive as instants. */
interface ComparisonOperator extends OperatorRow {
  readonly reads: "value";
  readonly operand: OperandShape;
  prepare(wanted: readonly Scalar[]): (seen: Value) => boolean;
}

/** Asks whether the instant seen lies in a window that ends now. */
interface WindowOperator extends OperatorRow {
  readonly reads: "window";
}

export type Operator = PresenceOperator | ComparisonOperator | WindowOperator;

const everyType: readonly AttributeType[] = attributeTypes;
const single: readonly AttributeType[] = everyType.filter((type) => type !== "strings");
const ordered: readonly AttributeType[] = ["string", "number", "date", "datetime"];
const text: readonly AttributeType[] = ["string", "enum"];
const temporal: readonly AttributeType[] = ["string", "date", "datetime"];

function compares(
  phrase: string,
  types: readonly AttributeType[],
  holds: (order: number) => boolean,
) {
  return one(phrase, types, (seen, wanted) => !isList(seen) && holds(compareScalars(seen, wanted)));
}

function one(
  phrase: string,
  types: readonly AttributeType[],
  holds: (seen: Value, wanted: Scalar) => boolean,
): ComparisonOperator {
  return {
    reads: "value",
    operand: "one",
    negated: false,
    phrase,
    types,
    prepare:
      ([wanted]) =>
      (seen) =>
        wanted !== undefined && holds(seen, wanted),
  };
}

function isList(value: Value): value is readonly string[] {
  return typeof value === "object";
}

const contains = one("contains", [...text, "strings"], (seen, wanted) =>
  isList(seen) ? seen.includes(String(wanted)) : String(seen).includes(String(wanted)),
);
const beginsWith = one("begins with", text, (seen, wanted) =>
  String(seen).startsWith(String(wanted)),
);
const endsWith = one("ends with", text, (seen, wanted) => String(seen).endsWith(String(wanted)));
const equal = compares("is", single, (order) => order === 0);

const among: ComparisonOperator = {
  reads: "value",
  operand: "list",
  negated: false,
  phrase: "is one of",
  types: single,
  prepare: (wanted) => {
    const values = new Set<Value>(wanted);
    return (seen) => values.has(seen);
  },
};

const between: ComparisonOperator = {
  reads: "value",
  operand: "pair",
  negated: false,
  phrase: "is between",
  types: ordered,
  prepare:
    ([low, high]) =>
    (seen) =>
      low !== undefined &&
      high !== undefined &&
      !isList(seen) &&
      compareScalars(seen, low) >= 0 &&
      compareScalars(seen, high) <= 0,
};

const missing: PresenceOperator = {
  reads: "presence",
  negated: false,
  phrase: "is missing",
  types: everyType,
};

const inLast: WindowOperator = {
  reads: "window",
  negated: false,
  phrase: "is within the last",
  types: temporal,
};

function not<O extends Operator>(operator: O, phrase: string): O {
  return { ...operator, negated: !operator.negated, phrase };
}

/** Every operator of the language: read by the parser, the evaluator and the describer. */
const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["=", equal],
  ["!=", not(equal, "is not")],
  ["<", compares("is less than", ordered, (order) => order < 0)],
  [">", compares("is greater than", ordered, (order) => order > 0)],
  ["<=", compares("is at most", ordered, (order) => order <= 0)],
  [">=", compares("is at least", ordered, (order) => order >= 0)],
  ["contains", contains],
  ["beginsWith", beginsWith],
  ["endsWith", endsWith],
  ["doesNotContain", not(contains, "does not contain")],
  ["doesNotBeginWith", not(beginsWith, "does not begin with")],
  ["doesNotEndWith", not(endsWith, "does not end with")],
  ["null", missing],
  ["notNull", not(missing, "is present")],
  ["in", among],
  ["notIn", not(among, "is none of")],
  ["between", between],
  ["notBetween", not(between, "is not between")],
  ["inLast", inLast],
  ["notInLast", not(inLast, "is not within the last")],
]);

export const operatorNames: readonly string[] = [...operators.keys()];

/** Part of the language, and refused by name until they are. */
const unavailableOperators = ["inNext", "notInNext"];

export function operatorNamed(name: string | undefined): Operator | undefined {
  return name === undefined ? undefined : operators.get(name);
}

/** Why this is no operator, in a sentence. */
export function operatorProblem(name: string | undefined): string {
  if (name === undefined) return `Name an operator: ${operatorNames.join(", ")}.`;
  if (unavailableOperators.includes(name)) {
    return `The operator "${name}" is not available yet: use inLast or notInLast, or fixed dates.`;
  }
  return `"${name.slice(0, 60)}" is not an operator: use one of ${operatorNames.join(", ")}.`;
}
