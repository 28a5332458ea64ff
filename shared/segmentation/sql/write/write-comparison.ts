import type { Operand } from "../../language/operand.ts";
import type { Operator } from "../../language/operators.ts";
import type { AttributeType, Scalar } from "../../record.ts";
import type { Dialect } from "./dialect.ts";
import { testOf, type ValueSource } from "./value-source.ts";

/** What operators that are another one's negation negate. */
const opposites: ReadonlyMap<string, string> = new Map([
  ["!=", "="],
  ["doesNotContain", "contains"],
  ["doesNotBeginWith", "beginsWith"],
  ["doesNotEndWith", "endsWith"],
  ["notIn", "in"],
  ["notBetween", "between"],
  ["containsNone", "containsAny"],
  ["isNotExactly", "isExactly"],
]);

/** A comparison with values of the rule, before any negation; unknown for a value of another type. */
export function writeComparison(
  operator: string,
  { type, wanted }: Operand & { readonly kind: "values" },
  source: ValueSource,
  dialect: Dialect,
): string {
  const positive = opposites.get(operator) ?? operator;
  return testOf(source, comparison(positive, type, wanted, source, dialect));
}

function comparison(
  operator: string,
  type: AttributeType,
  wanted: readonly Scalar[],
  source: ValueSource,
  dialect: Dialect,
): string {
  const column = columnOf(type, source);
  const texts = [...new Set(wanted.map(String))];
  switch (operator) {
    case "contains":
      return containment(String(wanted[0]), source, dialect);
    case "beginsWith":
    case "endsWith":
      return column === undefined ? dialect.unknown : dialect[operator](column, String(wanted[0]));
    case "containsAny":
      return source.list === undefined ? dialect.unknown : dialect.hasAny(source.list, texts);
    case "containsAll":
      return source.list === undefined ? dialect.unknown : dialect.hasAll(source.list, texts);
    case "isExactly":
      return source.list === undefined ? dialect.unknown : dialect.hasOnly(source.list, texts);
    default:
      return column === undefined
        ? dialect.unknown
        : scalarComparison(operator, type, column, wanted, dialect);
  }
}

/** A list holds an element, a text a piece; whichever of the two the value is. */
function containment(wanted: string, { list, text }: ValueSource, dialect: Dialect): string {
  const tests = [
    ...(list === undefined ? [] : [dialect.hasAny(list, [wanted])]),
    ...(text === undefined ? [] : [dialect.contains(text, wanted)]),
  ];
  if (tests.length === 0) return dialect.unknown;
  return tests.length === 1 ? tests.join() : `coalesce(${tests.join(", ")})`;
}

function columnOf(type: AttributeType, source: ValueSource): string | undefined {
  switch (type) {
    case "string":
    case "enum":
      return source.text;
    case "number":
      return source.number;
    case "boolean":
      return source.boolean;
    case "date":
    case "datetime":
      return source.instant;
    case "strings":
      return source.list;
  }
}

function scalarComparison(
  operator: string,
  type: AttributeType,
  column: string,
  wanted: readonly Scalar[],
  dialect: Dialect,
): string {
  const values = wanted.map((each) => scalarLiteral(each, dialect));
  if (operator === "in") return `${column} IN (${values.join(", ")})`;
  const isText = type === "string" && operator !== "=";
  const ordered = isText ? dialect.ordered(column) : column;
  return operator === "between"
    ? `${ordered} BETWEEN ${values.join(" AND ")}`
    : `${ordered} ${operator} ${values.join()}`;
}

/** A value as a literal; instants are numbers already. */
export function scalarLiteral(value: Scalar, dialect: Dialect): string {
  if (typeof value === "string") return dialect.literal(value);
  return typeof value === "boolean" ? String(value).toUpperCase() : String(value);
}

/** A comparison of two values of one row, before any negation: of one type, or both as instants. */
export function writeOtherField(
  { reads, types }: Operator,
  name: string,
  asInstants: boolean,
  own: ValueSource,
  other: ValueSource,
  dialect: Dialect,
): string {
  const sign = symbols.get(name) ?? name;
  const compare = (a: string | undefined, b: string | undefined) =>
    a === undefined || b === undefined ? [] : [`${a} ${sign} ${b}`];
  const ownText = own.text === undefined ? undefined : dialect.ordered(own.text);
  const tests =
    asInstants || reads === "moment"
      ? compare(own.instant, other.instant)
      : [
          ...compare(ownText, other.text),
          ...compare(own.number, other.number),
          ...(types.includes("boolean") ? compare(own.boolean, other.boolean) : []),
        ];
  const test = tests.length > 1 ? `coalesce(${tests.join(", ")})` : (tests[0] ?? dialect.unknown);
  return testOf(own, testOf(other, test));
}

const symbols: ReadonlyMap<string, string> = new Map([
  ["!=", "="],
  ["before", "<"],
  ["after", ">"],
]);
