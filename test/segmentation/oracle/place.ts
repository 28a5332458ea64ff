import type {
  AttributeDeclarations,
  AttributeType,
  ObjectKind,
  RuleContext,
} from "../../../shared/segmentation/record.ts";
import { identifier } from "./sql-text.ts";

/** What one question to the database is asked against. */
export interface Question {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly attributes: RuleContext["attributes"];
}

/** The row that a condition's fields are of. */
export interface Place {
  readonly subject: ObjectKind | "behaviour";
  readonly alias: string;
  /** The profile whose values relative windows measure from. */
  readonly anchor: { readonly alias: string; readonly object: ObjectKind };
}

/** How SQL reaches one value: each part an expression, all null where it is missing. */
export interface Column {
  /** As `json_type` says: text, integer, real, true, false or array. */
  readonly type: string;
  /** Booleans as 1 and 0, lists as JSON. */
  readonly value: string;
  /** As an instant, where it names one. */
  readonly at: string;
  readonly declared: AttributeType | undefined;
}

/** The three columns in which a table keeps the value of this name. */
export function columnNamed(
  alias: string,
  name: string,
  declared: AttributeType | undefined,
): Column {
  const part = (suffix: string) => `${alias}.${identifier(name + suffix)}`;
  return { type: part(":type"), value: part(""), at: part(":at"), declared };
}

export function isTemporal({ declared }: Column): boolean {
  return declared === "date" || declared === "datetime";
}

export function columnOf(field: string, place: Place, question: Question): Column {
  const { alias, subject } = place;
  const always = { type: "'text'", value: "NULL", at: "NULL" };
  if (subject !== "behaviour") {
    return field === "id"
      ? { ...always, value: `${alias}.id`, declared: "string" }
      : columnNamed(alias, field, typeOf(field, question.attributes[subject]));
  }
  if (field === "name") return { ...always, value: `${alias}.name`, declared: "string" };
  if (field === "at") return { ...always, at: `${alias}.at`, declared: "datetime" };
  return columnNamed(alias, field, undefined);
}

function typeOf(field: string, attributes: AttributeDeclarations): AttributeType | undefined {
  return attributes.get(field)?.type;
}

/** The first of the columns that is not missing. */
export function firstPresent(columns: readonly [Column, ...Column[]]): Column {
  const [first, ...others] = columns;
  if (others.length === 0) return first;
  const coalesced = (parts: readonly string[]) => `coalesce(${parts.join(", ")})`;
  const whens = columns.map(({ type, at }) => `WHEN ${type} IS NOT NULL THEN ${at}`);
  return {
    type: coalesced(columns.map(({ type }) => type)),
    value: coalesced(columns.map(({ value }) => value)),
    at: `(CASE ${whens.join(" ")} END)`,
    declared: first.declared,
  };
}
