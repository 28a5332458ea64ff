import type { Aggregate } from "../../../shared/segmentation/rule.ts";
import type { Elements } from "./elements.ts";
import { type Column, columnOf, type Question } from "./place.ts";

/** One value made of a list: a table of one row, and how to reach the value in it. */
export interface Aggregated {
  readonly from: string;
  readonly column: Column;
}

/** @param rows those that count. */
export function aggregateSql(
  { function: name, of = "" }: Aggregate,
  rows: string,
  { place }: Elements,
  question: Question,
): Aggregated {
  if (name === "count") return numeric("count(*)", rows);
  const { alias } = place;
  if (of === "at") {
    const at = name === "first" ? `min(${alias}.at)` : `max(${alias}.at)`;
    return {
      from: `(SELECT ${at} AS at ${rows}) x`,
      column: {
        type: "iif(x.at IS NULL, NULL, 'text')",
        value: "NULL",
        at: "x.at",
        declared: "datetime",
      },
    };
  }
  const column = columnOf(of, place, question);
  if (name === "first" || name === "last") return occurrence(name, column, alias, rows);
  const numbers = `${rows} AND ${column.type} IN ('integer', 'real')`;
  return numeric(`${name === "average" ? "avg" : name}(${column.value})`, numbers);
}

function numeric(expression: string, rows: string): Aggregated {
  return {
    from: `(SELECT ${expression} AS value ${rows}) x`,
    column: {
      type: "iif(x.value IS NULL, NULL, 'real')",
      value: "x.value",
      at: "NULL",
      declared: "number",
    },
  };
}

/** The outer join makes a row of nulls where no behaviour has the property. */
function occurrence(
  name: "first" | "last",
  { type, value, at }: Column,
  alias: string,
  rows: string,
): Aggregated {
  const direction = name === "first" ? "ASC" : "DESC";
  return {
    from: `(SELECT 1) LEFT JOIN (SELECT ${type} AS type, ${value} AS value, ${at} AS at
      ${rows} AND ${type} IS NOT NULL
      ORDER BY ${alias}.at ${direction}, ${alias}.name DESC, ${alias}.doc DESC LIMIT 1) x`,
    column: { type: "x.type", value: "x.value", at: "x.at", declared: undefined },
  };
}
