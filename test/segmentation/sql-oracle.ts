import { DatabaseSync } from "node:sqlite";
import type { AttributeType, SegmentationRecord, Truth } from "../../shared/segmentation/record.ts";
import {
  type Condition,
  isGroup,
  nestedRule,
  type RuleGroup,
} from "../../shared/segmentation/rule.ts";
import type { RandomRecord } from "./random-record.ts";

/**
 * A second opinion on what rules mean: SQLite's own three-valued logic, strings, JSON
 * types and calendar (in UTC). It shares the wire format's types with the engine, no logic.
 */
export class SqlOracle {
  readonly #database = new DatabaseSync(":memory:");
  readonly #types: ReadonlyMap<string, AttributeType>;

  constructor(records: readonly RandomRecord[], types: ReadonlyMap<string, AttributeType>) {
    this.#types = types;
    this.#database.exec(`
      CREATE TABLE profile (id TEXT PRIMARY KEY, doc TEXT, instants TEXT);
      CREATE TABLE behaviour (profile TEXT, name TEXT, at INTEGER, doc TEXT);
      CREATE INDEX behaviour_profile ON behaviour (profile);`);
    for (const { record, instants } of records) this.#insert(record, instants);
  }

  #insert(record: SegmentationRecord, instants: ReadonlyMap<string, number>): void {
    this.#database
      .prepare("INSERT INTO profile VALUES (?, ?, ?)")
      .run(
        record.id,
        JSON.stringify(Object.fromEntries(record.attributes)),
        JSON.stringify(Object.fromEntries(instants)),
      );
    const insert = this.#database.prepare("INSERT INTO behaviour VALUES (?, ?, ?, ?)");
    for (const each of [...record.behaviours.values()].flat()) {
      insert.run(record.id, each.name, each.at, JSON.stringify(each.properties));
    }
  }

  /** The rule's truth for every profile, by id. */
  truths(rule: RuleGroup, now: number): Map<string, Truth> {
    const expression = groupSql(rule, (part) => this.#profileCondition(part, now));
    const rows = this.#database.prepare(`SELECT id, (${expression}) AS truth FROM profile p`).all();
    return new Map(
      rows.map((row) => [String(row["id"]), row["truth"] === null ? null : row["truth"] === 1]),
    );
  }

  close(): void {
    this.#database.close();
  }

  #profileCondition(condition: Condition, now: number): string {
    const { field, match, value } = condition;
    if (match !== undefined) {
      const inner = nestedRule(value);
      if (inner === undefined) throw new TypeError("a match needs a group");
      const truth = groupSql(inner, (part) => behaviourCondition(part, now));
      return matchSql(match.mode, Number(match.threshold), truth);
    }
    const path = text(`$."${field}"`);
    return conditionSql(condition, now, {
      type: `json_type(p.doc, ${path})`,
      value: `json_extract(p.doc, ${path})`,
      elements: `json_each(p.doc, ${path})`,
      instant: `json_extract(p.instants, ${path})`,
      temporal: ["date", "datetime"].includes(this.#types.get(field) ?? ""),
    });
  }
}

function behaviourCondition(condition: Condition, now: number): string {
  const { field } = condition;
  if (field === "name" || field === "at") {
    return conditionSql(condition, now, {
      type: "'text'",
      value: "b.name",
      elements: "json_each('[]')",
      instant: "b.at",
      temporal: field === "at",
    });
  }
  const path = text(`$."${field.slice("properties.".length)}"`);
  return conditionSql(condition, now, {
    type: `json_type(b.doc, ${path})`,
    value: `json_extract(b.doc, ${path})`,
    elements: `json_each(b.doc, ${path})`,
    instant: "NULL",
    temporal: false,
  });
}

function groupSql(group: RuleGroup, leaf: (condition: Condition) => string): string {
  const members = group.rules.map((rule) => (isGroup(rule) ? groupSql(rule, leaf) : leaf(rule)));
  const joined = `(${members.join(group.combinator === "and" ? " AND " : " OR ")})`;
  return group.not === true ? `(NOT ${joined})` : joined;
}

/** How SQL reaches one field. */
interface Column {
  readonly type: string;
  readonly value: string;
  readonly elements: string;
  readonly instant: string;
  /** Compared as an instant by every operator. */
  readonly temporal: boolean;
}

function conditionSql(condition: Condition, now: number, column: Column): string {
  const test = testSql(condition, now, column);
  return condition.includeMissing === true
    ? `(CASE WHEN ${column.type} IS NULL THEN 1 ELSE ${test} END)`
    : test;
}

const opposites = new Map([
  ["doesNotContain", "contains"],
  ["doesNotBeginWith", "beginsWith"],
  ["doesNotEndWith", "endsWith"],
  ["notIn", "in"],
  ["notBetween", "between"],
  ["notInLast", "inLast"],
]);

function testSql(condition: Condition, now: number, column: Column): string {
  const { operator = "", value } = condition;
  const opposite = opposites.get(operator);
  if (opposite !== undefined) {
    return `(NOT ${testSql({ ...condition, operator: opposite }, now, column)})`;
  }
  if (operator === "null") return `(${column.type} IS NULL)`;
  if (operator === "notNull") return `(${column.type} IS NOT NULL)`;
  if (operator === "inLast") {
    return `(${column.instant} <= ${now} AND ${column.instant} > ${windowStart(String(value), now)})`;
  }
  const operands = (Array.isArray(value) ? value : [value]).map((each) =>
    column.temporal ? String(Date.parse(String(each))) : literal(each),
  );
  if (column.temporal) return comparisonSql(operator, column.instant, operands);
  const compared = typeof (Array.isArray(value) ? value[0] : value);
  const seen = compared === "boolean" ? `(${column.type} = 'true')` : column.value;
  const comparison = comparisonSql(operator, seen, operands);
  const inList =
    operator === "contains"
      ? `WHEN ${column.type} = 'array' THEN EXISTS (SELECT 1 FROM ${column.elements} e WHERE e.value = ${operands[0]})`
      : "";
  return `(CASE WHEN ${column.type} IN (${jsonTypes(compared)}) THEN ${comparison} ${inList} END)`;
}

function jsonTypes(compared: string): string {
  if (compared === "number") return "'integer', 'real'";
  return compared === "boolean" ? "'true', 'false'" : "'text'";
}

function comparisonSql(operator: string, seen: string, operands: readonly string[]): string {
  const [first = "NULL", second = "NULL"] = operands;
  switch (operator) {
    case "contains":
      return `(instr(${seen}, ${first}) > 0 OR ${first} = '')`;
    case "beginsWith":
      return `(substr(${seen}, 1, length(${first})) = ${first})`;
    case "endsWith":
      return `(${first} = '' OR substr(${seen}, -length(${first})) = ${first})`;
    case "in":
      return `(${seen} IN (${operands.join(", ")}))`;
    case "between":
      return `(${seen} BETWEEN ${first} AND ${second})`;
    default:
      return `(${seen} ${operator} ${first})`;
  }
}

function matchSql(mode: string, threshold: number, truth: string): string {
  const rows = `SELECT ${truth} AS t FROM behaviour b WHERE b.profile = p.id`;
  const atLeast = (k: string) =>
    `(SELECT CASE WHEN count(*) FILTER (WHERE t) >= ${k} THEN 1 WHEN count(*) FILTER (WHERE t OR t IS NULL) < ${k} THEN 0 END FROM (${rows}))`;
  switch (mode) {
    case "all":
      return `(SELECT CASE WHEN count(*) FILTER (WHERE NOT t) > 0 THEN 0 WHEN count(*) = count(t) THEN 1 END FROM (${rows}))`;
    case "some":
      return `(1 IN (SELECT t FROM (${rows})))`;
    case "none":
      return `(1 NOT IN (SELECT t FROM (${rows})))`;
    case "atLeast":
      return atLeast(`${threshold}`);
    case "atMost":
      return `(NOT ${atLeast(`${threshold + 1}`)})`;
    default:
      return `(${atLeast(`${threshold}`)} AND NOT ${atLeast(`${threshold + 1}`)})`;
  }
}

/** One duration before now by SQLite's own calendar; a short month's last day where the day is missing. */
function windowStart(duration: string, now: number): string {
  const amount = (unit: string, part: string | undefined) =>
    Number(new RegExp(`(\\d+)${unit}`).exec(part ?? "")?.[1] ?? 0);
  const [date, time] = duration.split("T");
  const months = amount("M", date) + 12 * amount("Y", date);
  const days = amount("D", date) + 7 * amount("W", date);
  const shift = `'-${months} months', 'floor', '-${days} days', '-${amount("H", time)} hours'`;
  return `(unixepoch(${Math.floor(now / 1000)}, 'unixepoch', ${shift}) * 1000 + ${now % 1000})`;
}

function literal(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : text(String(value));
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
