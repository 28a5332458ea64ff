import type { RuleGroupType, RuleGroupTypeAny, RuleType } from "@react-querybuilder/core";
import { formatQuery } from "@react-querybuilder/core/formatQuery";
import type { RuleContext } from "../../record.ts";
import { Condition, isGroup, type RuleGroup } from "../../rule.ts";
import { calendarOf } from "../../time/calendar-of.ts";
import { type Dialect, type DialectName, UnwritableRule } from "./dialect.ts";
import type { Place, Writing } from "./place.ts";
import { postgresql } from "./postgresql.ts";
import { sqlite } from "./sqlite.ts";
import { writeCondition } from "./write-condition.ts";

export type WrittenRule =
  | {
      readonly ok: true;
      /**
       * One statement that gives the `id` of every profile of which the rule is true. Its one
       * parameter, `:now` on SQLite and `$1` on PostgreSQL, is the instant to ask at, in
       * milliseconds since the epoch.
       */
      readonly sql: string;
    }
  | { readonly ok: false; readonly message: string };

/**
 * Writes a rule that `parseRule` accepted as SQL over the tables of `tablesSql`, three-valued
 * exactly as the engine is. react-querybuilder's own writers lose `match`, operators they do
 * not know and the wildcards of LIKE: here they only carry ours, through the processors it
 * takes (https://react-querybuilder.js.org/docs/utils/export#rule-processor).
 */
export function ruleToSql(rule: RuleGroup, context: RuleContext, name: DialectName): WrittenRule {
  const dialect = name === "sqlite" ? sqlite(context.zone) : postgresql(context.zone);
  const writing = new RuleWriting(dialect, context);
  const place: Place = { kind: context.object, row: "p", anchorRow: "p" };
  try {
    const truth = writing.group(rule, place);
    const object = dialect.literal(context.object);
    return {
      ok: true,
      sql: `WITH asked AS MATERIALIZED (${writing.asked()}) SELECT p.id FROM profile AS p CROSS JOIN asked WHERE p.object = ${object} AND ${truth} ORDER BY p.id`,
    };
  } catch (error) {
    if (error instanceof UnwritableRule) return { ok: false, message: error.message };
    throw error;
  }
}

class RuleWriting implements Writing {
  readonly dialect: Dialect;
  readonly context: RuleContext;
  readonly calendar;
  readonly #onceByExpression = new Map<string, string>();
  #aliases = 0;

  constructor(dialect: Dialect, context: RuleContext) {
    this.dialect = dialect;
    this.context = context;
    this.calendar = calendarOf(context.zone);
  }

  alias(prefix: string): string {
    this.#aliases++;
    return `${prefix}${this.#aliases}`;
  }

  once(expression: string): string {
    const known = this.#onceByExpression.get(expression) ?? this.alias("at");
    this.#onceByExpression.set(expression, known);
    return `asked.${known}`;
  }

  /** The instant asked at and what follows from it, in one row. */
  asked(): string {
    const columns = [...this.#onceByExpression].map(([sql, name]) => `, ${sql} AS ${name}`);
    return `SELECT asked.now${columns.join("")} FROM (SELECT ${this.dialect.parameter} AS now) AS asked`;
  }

  group(group: RuleGroup, place: Place): string {
    return formatQuery<string>(builderGroup(group), {
      format: "sql",
      ruleProcessor: ({ meta }) =>
        writeCondition(Condition.parse(meta?.["condition"]), place, this),
      ruleGroupProcessor: (built, { ruleProcessor }) =>
        joined(built, (rule) => String(ruleProcessor(rule))),
    });
  }
}

/** A group as the builder's types have it; each condition goes along whole. */
function builderGroup({ combinator, not, rules }: RuleGroup): RuleGroupType {
  return {
    combinator,
    not: not === true,
    rules: rules.map((rule) =>
      isGroup(rule)
        ? builderGroup(rule)
        : {
            field: rule.field,
            operator: rule.operator ?? "",
            value: "",
            meta: { condition: rule },
          },
    ),
  };
}

function joined(group: RuleGroupTypeAny, write: (rule: RuleType) => string): string {
  const members = group.rules.flatMap((member) => {
    if (typeof member === "string") return [];
    return "rules" in member ? joined(member, write) : write(member);
  });
  const combinator = "combinator" in group && group.combinator === "or" ? " OR " : " AND ";
  const all = members.length === 0 ? "TRUE" : members.join(combinator);
  return group.not === true ? `(NOT (${all}))` : `(${all})`;
}
