import type { Condition } from "../../../shared/segmentation/rule.ts";
import { comparisonSql } from "./compare-sql.ts";
import { windowSql } from "./instant-sql.ts";
import { columnNamed, type Place, type Question } from "./place.ts";
import { text } from "./sql-text.ts";

/** What is asked, and when there is nothing to ask it of. */
export interface Parts {
  readonly test: string;
  readonly missing: string;
}

/** @returns undefined for operators that do not ask after the past. */
export function pastSql(
  operator: string,
  { field, value }: Condition,
  { alias, subject }: Place,
  { now, attributes }: Question,
): Parts | undefined {
  const of = (table: string) =>
    `FROM ${table} o WHERE o.profile = ${alias}.id AND o.attribute = ${text(field)}`;
  const window = (at: string) => windowSql("inLast", at, String(value), now) ?? "NULL";
  const ask = (test: string, seen = of("observation")): Parts => ({
    test: `(CASE WHEN EXISTS (SELECT 1 ${seen}) THEN ${test} END)`,
    missing: `NOT EXISTS (SELECT 1 ${seen})`,
  });
  switch (operator) {
    case "changedInLast":
      return ask(`EXISTS (SELECT 1 ${of("change")} AND ${window("o.at")})`);
    case "updatedInLast":
      return ask(
        `(SELECT ${window("latest.at")} FROM (SELECT max(o.at) AS at ${of("observation")}) latest)`,
      );
    case "hasEverBeen": {
      const declaration = attributes[subject === "company" ? "company" : "contact"].get(field);
      const column = columnNamed("o", "value", declaration?.type);
      const been = comparisonSql(operator, column, value, declaration?.normalise);
      const values = `${of("observation")} AND o."value:type" <> 'null'`;
      return ask(`EXISTS (SELECT 1 ${values} AND ${been})`, values);
    }
    default:
      return undefined;
  }
}
