import type { Operand } from "../../language/operand.ts";
import type { Operator } from "../../language/operators.ts";
import type { Condition } from "../../rule.ts";
import { type Dialect, now } from "./dialect.ts";
import type { Place, Writing } from "./place.ts";
import { scalarLiteral } from "./write-comparison.ts";

type PastOperand = Operand & { readonly kind: "past" | "everBeen" };

/** What an attribute has been, from what was observed of it; unknown where nothing was. */
export function writePast(
  { field, includeMissing }: Condition,
  { of, negated }: Operator & { readonly reads: "past" },
  operand: PastOperand,
  { row }: Place,
  writing: Writing,
): string {
  const { dialect } = writing;
  const rows = `observation AS o WHERE o.profile_id = ${row}.id AND o.attribute = ${dialect.literal(field)}`;
  const { from, test } =
    operand.kind === "everBeen"
      ? everBeen(operand, rows, dialect)
      : observedWithin(of, operand, rows, writing);
  const otherwise = includeMissing === true ? "TRUE" : dialect.unknown;
  return `(SELECT CASE WHEN count(*) = 0 THEN ${otherwise} ELSE ${negated ? `NOT (${test})` : test} END FROM (${from}) AS o)`;
}

function observedWithin(
  of: "changes" | "observations" | "values",
  { duration }: Operand & { readonly kind: "past" },
  rows: string,
  writing: Writing,
) {
  const { dialect } = writing;
  const since = writing.once(dialect.shifted(now, duration, "earlier"));
  const within = (at: string) => `${at} > ${since} AND ${at} <= ${now}`;
  return of === "changes"
    ? { from: changes(rows), test: dialect.someRow(`o.changed AND ${within("o.at")}`) }
    : { from: `SELECT o.at FROM ${rows}`, test: within("max(o.at)") };
}

/** Each observation and whether it differs from the one before; the first always does. */
function changes(rows: string): string {
  const differs = ["text", "number", "boolean", "list"].map(
    (column) => `o.${column} IS DISTINCT FROM lag(o.${column}) OVER past`,
  );
  return `SELECT o.at, row_number() OVER past = 1 OR ${differs.join(" OR ")} AS changed FROM ${rows} WINDOW past AS (ORDER BY o.position)`;
}

function everBeen(
  { type, wanted }: Operand & { readonly kind: "everBeen" },
  rows: string,
  dialect: Dialect,
) {
  const columns = ["text", "number", "boolean", "list"].map((name) => `o.${name} IS NOT NULL`);
  const texts = [...new Set(wanted.map(String))];
  const values = `(${wanted.map((each) => scalarLiteral(each, dialect)).join(", ")})`;
  const column = type === "number" || type === "boolean" ? type : "instant";
  const held =
    type === "string" || type === "enum" || type === "strings"
      ? `coalesce(o.text IN ${values}, ${dialect.hasAny("o.list", texts)})`
      : `o.${column} IN ${values}`;
  return {
    from: `SELECT ${held} AS held FROM ${rows} AND (${columns.join(" OR ")})`,
    test: dialect.someRow("o.held"),
  };
}
