import type { Condition } from "../../rule.ts";
import { isGroup, type RuleGroup } from "../../rule.ts";

/** A rule that was read from SQL, written for react-querybuilder's parser: every name quoted, every group in parentheses. */
export function writeClause(rule: RuleGroup): string {
  const members = rule.rules.map((member) =>
    isGroup(member) ? `(${writeClause(member)})` : writeLeaf(member),
  );
  const joined = members.join(` ${rule.combinator.toUpperCase()} `);
  return rule.not === true ? `NOT (${joined})` : joined;
}

const signs = new Set(["=", "!=", "<", "<=", ">", ">="]);

export function writeLeaf({ field, operator = "", value, valueSource }: Condition): string {
  const name = quotedName(field);
  if (valueSource === "field") return `${name} ${operator} ${quotedName(String(value))}`;
  if (signs.has(operator)) return `${name} ${operator} ${literal(value)}`;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  switch (operator) {
    case "null":
      return `${name} IS NULL`;
    case "notNull":
      return `${name} IS NOT NULL`;
    case "in":
    case "notIn":
      return `${name}${operator === "in" ? "" : " NOT"} IN (${items.map(literal).join(", ")})`;
    case "between":
    case "notBetween":
      return `${name}${operator === "between" ? "" : " NOT"} BETWEEN ${items.map(literal).join(" AND ")}`;
    default:
      return `${name} ${likeOf(operator, String(value))}`;
  }
}

/** The parser takes the outermost `%` for wildcards and every other character for itself. */
function likeOf(operator: string, value: string): string {
  switch (operator) {
    case "contains":
      return `LIKE ${literal(`%${value}%`)}`;
    case "doesNotContain":
      return `NOT LIKE ${literal(`%${value}%`)}`;
    case "beginsWith":
      return `LIKE ${literal(`${value}%`)}`;
    case "doesNotBeginWith":
      return `NOT LIKE ${literal(`${value}%`)}`;
    case "endsWith":
      return `LIKE ${literal(`%${value}`)}`;
    case "doesNotEndWith":
      return `NOT LIKE ${literal(`%${value}`)}`;
    default:
      throw new TypeError(`SQL was read as "${operator}", which it has no word for`);
  }
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: unknown): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return typeof value === "number" ? plainNumber(value) : String(value).toUpperCase();
}

/** The parser knows no exponents. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  return value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 100 });
}
