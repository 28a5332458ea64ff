import type { AttributeDeclaration } from "../../record.ts";
import type { Aggregate, Condition } from "../../rule.ts";
import { nestedRule } from "../../rule.ts";
import { elementsOf } from "./elements.ts";
import { declarationAt, type Place, type Writing } from "./place.ts";

/** Where a condition's value stands; a column that cannot hold one is left out. */
export interface ValueSource {
  /** At most one row, none where the value is missing; undefined where the row is at hand and it never is. */
  readonly from: string | undefined;
  readonly text?: string;
  readonly number?: string;
  readonly boolean?: string;
  readonly list?: string;
  /** Milliseconds since the epoch. */
  readonly instant?: string;
  readonly declared: AttributeDeclaration | undefined;
}

/** A test of a value's columns where there is a value, unknown where there is none. */
export function testOf({ from }: ValueSource, test: string): string {
  return from === undefined ? `(${test})` : `(SELECT ${test} FROM ${from})`;
}

export function missing({ from }: ValueSource): string {
  return from === undefined ? "FALSE" : `(NOT EXISTS (SELECT 1 FROM ${from}))`;
}

/** What a condition reads: its field, the first present of several, or an aggregate. */
export function sourceOf(condition: Condition, place: Place, writing: Writing): ValueSource {
  const { field, coalesce = [], aggregate } = condition;
  if (aggregate !== undefined) return aggregateSource(field, aggregate, place, writing);
  return coalesce.length === 0
    ? fieldSource(field, place, writing)
    : coalescedSource([field, ...coalesce], place, writing);
}

/** One field at a place. */
export function fieldSource(field: string, place: Place, writing: Writing): ValueSource {
  const declared = declarationAt(field, place, writing.context);
  if (place.kind !== "behaviour") {
    if (field === "id") return { from: undefined, text: `${place.row}.id`, declared };
    return valueRow(attributeRows(place.row, [field], writing), declared);
  }
  if (field === "name") return { from: undefined, text: `${place.row}.name`, declared };
  if (field === "at") return { from: undefined, instant: `${place.row}.at`, declared };
  const row = writing.alias("v");
  return valueRow(
    {
      row,
      from: `property AS ${row} WHERE ${row}.behaviour_id = ${place.row}.id AND ${row}.name = ${propertyName(field, writing)}`,
    },
    declared,
    false,
  );
}

interface ValueRow {
  readonly row: string;
  readonly from: string;
}

function attributeRows(profile: string, names: readonly string[], writing: Writing): ValueRow {
  const row = writing.alias("v");
  const literals = names.map((name) => writing.dialect.literal(name));
  const named =
    literals.length === 1
      ? `${row}.name = ${literals.join()}`
      : `${row}.name IN (${literals.join(", ")})`;
  return { row, from: `attribute AS ${row} WHERE ${row}.profile_id = ${profile}.id AND ${named}` };
}

function valueRow(
  { row, from }: ValueRow,
  declared: AttributeDeclaration | undefined,
  lists = true,
): ValueSource {
  return {
    from,
    text: `${row}.text`,
    number: `${row}.number`,
    boolean: `${row}.boolean`,
    instant: `${row}.instant`,
    ...(lists ? { list: `${row}.list` } : {}),
    declared,
  };
}

function propertyName(field: string, writing: Writing): string {
  return writing.dialect.literal(field.replace(/^properties\./, ""));
}

function coalescedSource(names: readonly string[], place: Place, writing: Writing): ValueSource {
  const { row, from } = attributeRows(place.row, names, writing);
  const ranks = names.map((name, at) => `WHEN ${writing.dialect.literal(name)} THEN ${at}`);
  const first = `SELECT ${row}.* FROM ${from} ORDER BY CASE ${row}.name ${ranks.join(" ")} END LIMIT 1`;
  const chosen = writing.alias("v");
  const declared = declarationAt(names[0] ?? "", place, writing.context);
  return valueRow({ row: chosen, from: `(${first}) AS ${chosen}` }, declared);
}

function aggregateSource(
  field: string,
  aggregate: Aggregate,
  place: Place,
  writing: Writing,
): ValueSource {
  const elements = elementsOf(field, place, writing);
  if (elements === undefined) throw new TypeError(`"${field}" is no list of records`);
  const group = nestedRule(aggregate.where);
  const counted =
    group === undefined || (group.rules.length === 0 && group.not !== true)
      ? elements.where
      : `${elements.where} AND ${writing.group(group, elements.place)}`;
  const { function: name, of = "" } = aggregate;
  const rows = { ...elements, where: counted };
  const isOrdered = name === "first" || name === "last";
  if (!isOrdered) return totalSource(name, of, rows, writing);
  return of === "at" ? endSource(name, rows, writing) : endValueSource(name, of, rows, writing);
}

type Rows = NonNullable<ReturnType<typeof elementsOf>>;

function totalSource(
  name: "sum" | "min" | "max" | "average" | "count",
  of: string,
  { from, where, place }: Rows,
  writing: Writing,
): ValueSource {
  const row = writing.alias("v");
  const declared = { type: "number" } as const;
  if (name === "count") {
    return {
      from: `(SELECT count(*) AS number FROM ${from} WHERE ${where}) AS ${row}`,
      number: `${row}.number`,
      declared,
    };
  }
  const value = fieldSource(of, place, writing);
  const measured = testOf(value, value.number ?? "NULL");
  const sql = name === "average" ? "avg" : name;
  return {
    from: `(SELECT ${sql}(n.number) AS number FROM (SELECT ${measured} AS number FROM ${from} WHERE ${where}) AS n) AS ${row} WHERE ${row}.number IS NOT NULL`,
    number: `${row}.number`,
    declared,
  };
}

/** The earliest or latest instant. */
function endSource(
  name: "first" | "last",
  { from, where, place }: Rows,
  writing: Writing,
): ValueSource {
  const row = writing.alias("v");
  const end = name === "first" ? "min" : "max";
  return {
    from: `(SELECT ${end}(${place.row}.at) AS instant FROM ${from} WHERE ${where}) AS ${row} WHERE ${row}.instant IS NOT NULL`,
    instant: `${row}.instant`,
    declared: { type: "datetime" },
  };
}

/** A property of the earliest or latest behaviour that has one; of one instant's, the last in place. */
function endValueSource(
  name: "first" | "last",
  of: string,
  { from, where, place }: Rows,
  writing: Writing,
): ValueSource {
  const value = writing.alias("v");
  const chosen = writing.alias("v");
  const joined = `${from} JOIN property AS ${value} ON ${value}.behaviour_id = ${place.row}.id AND ${value}.name = ${propertyName(of, writing)}`;
  const order = `${place.row}.at${name === "last" ? " DESC" : ""}, ${place.row}.place DESC`;
  const first = `SELECT ${value}.* FROM ${joined} WHERE ${where} ORDER BY ${order} LIMIT 1`;
  return valueRow({ row: chosen, from: `(${first}) AS ${chosen}` }, undefined, false);
}
