import type { Normalisation } from "../../../shared/segmentation/record.ts";
import { instantOf } from "./instant-sql.ts";
import { type Column, isTemporal } from "./place.ts";
import { listOf, literal, text } from "./sql-text.ts";

const pieces = new Set(["contains", "beginsWith", "endsWith"]);

/** Compares a column with the values given; null where it holds none of their type. */
export function comparisonSql(
  operator: string,
  column: Column,
  value: unknown,
  normalise: Normalisation | undefined,
): string {
  const values = listOf(value);
  if (isTemporal(column)) return scalarSql(operator, column.at, values.map(instantOf));
  const whole = column.declared === "strings" || !pieces.has(operator);
  const operands = values.map((each) =>
    typeof each === "string" ? normalisedSql(text(each), normalise, whole) : literal(each),
  );
  const elements = elementsSql(operator, column.value, operands);
  const listed = elements === undefined ? "" : `WHEN ${column.type} = 'array' THEN ${elements}`;
  const compared = scalarSql(operator, column.value, operands);
  const type = typesOf(values[0]);
  const scalar = compared === "" ? "" : `WHEN ${column.type} IN (${type}) THEN ${compared}`;
  return `(CASE ${listed} ${scalar} END)`;
}

/** The JSON types that a value given is compared with. */
function typesOf(value: unknown): string {
  if (typeof value === "number") return "'integer', 'real'";
  return typeof value === "boolean" ? "'true', 'false'" : "'text'";
}

function scalarSql(operator: string, seen: string, operands: readonly string[]): string {
  const [first = "NULL", second = "NULL"] = operands;
  switch (operator) {
    case "contains":
      return `(instr(${seen}, ${first}) > 0 OR ${first} = '')`;
    case "beginsWith":
      return `(substr(${seen}, 1, length(${first})) = ${first})`;
    case "endsWith":
      return `(${first} = '' OR substr(${seen}, -length(${first})) = ${first})`;
    case "in":
    case "hasEverBeen":
      return `(${seen} IN (${operands.join(", ")}))`;
    case "between":
      return `(${seen} BETWEEN ${first} AND ${second})`;
    case "containsAny":
    case "containsAll":
    case "isExactly":
      return "";
    default:
      return `(${seen} ${operator} ${first})`;
  }
}

/** Compares the elements of a list; undefined for operators that know no lists. */
function elementsSql(
  operator: string,
  seen: string,
  operands: readonly string[],
): string | undefined {
  const wanted = operands.join(", ");
  const some = `EXISTS (SELECT 1 FROM json_each(${seen}) e WHERE e.value IN (${wanted}))`;
  const every = operands
    .map((each) => `${each} IN (SELECT e.value FROM json_each(${seen}) e)`)
    .join(" AND ");
  const others = `EXISTS (SELECT 1 FROM json_each(${seen}) e WHERE e.value NOT IN (${wanted}))`;
  switch (operator) {
    case "contains":
    case "containsAny":
    case "hasEverBeen":
      return some;
    case "containsAll":
      return `(${every})`;
    case "isExactly":
      return `(${every === "" ? "1" : every} AND NOT ${others})`;
    default:
      return undefined;
  }
}

/**
 * A value given, as the attribute's values are kept.
 * @param whole whether it stands for a whole value and not for a piece of one.
 */
function normalisedSql(
  given: string,
  normalise: Normalisation | undefined,
  whole: boolean,
): string {
  if (normalise === undefined) return given;
  const trimmed = whole && normalise.trim === true ? `trim(${given})` : given;
  const cased = normalise.case === undefined ? trimmed : `${normalise.case}(${trimmed})`;
  const mapped = Object.entries(normalise.map ?? {});
  if (!whole || mapped.length === 0) return cased;
  const whens = mapped.map(([from, to]) => `WHEN ${text(from)} THEN ${text(to)}`);
  return `(CASE ${cased} ${whens.join(" ")} ELSE ${cased} END)`;
}

/** Compares two columns of one row. */
export function besideSql(operator: string, one: Column, other: Column): string {
  if (operator === "before") return `(${one.at} < ${other.at})`;
  if (operator === "after") return `(${one.at} > ${other.at})`;
  if (isTemporal(one)) return `(${one.at} ${operator} ${other.at})`;
  const both = (types: string) => `${one.type} IN (${types}) AND ${other.type} IN (${types})`;
  const compared = `${one.value} ${operator} ${other.value}`;
  const equality = operator === "=" || operator === "!=";
  const booleans = equality ? `WHEN ${both("'true', 'false'")} THEN ${compared}` : "";
  return `(CASE WHEN ${both("'text'")} THEN ${compared}
    WHEN ${both("'integer', 'real'")} THEN ${compared} ${booleans} END)`;
}
