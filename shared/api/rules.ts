import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { RuleContext } from "../segmentation/record.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import { longestSql, ruleFromSql } from "../segmentation/sql/read/rule-from-sql.ts";
import { dialectNames } from "../segmentation/sql/write/dialect.ts";
import { ruleToSql } from "../segmentation/sql/write/rule-to-sql.ts";
import { tablesSql } from "../segmentation/sql/write/tables.ts";
import type { Call } from "./call.ts";
import { readRule } from "./find-segment.ts";
import { invalid, RequestProblem } from "./request-problem.ts";
import { route } from "./route.ts";
import { RuleInput } from "./segment-schema.ts";

async function contextOf({ context, workspaceId }: Call, object: ObjectKind): Promise<RuleContext> {
  const { root } = await presentIndex(context, workspaceId);
  return ruleContextOf(root, object);
}

export const postRuleFromSql = route({
  method: "POST",
  path: "/api/v1/rules/from-sql",
  tag: "Rules",
  status: 200,
  problems: [422],
  changesNothing: true,
  summary: "Read the condition of a SQL query as a rule",
  description:
    "Comparisons, IN, BETWEEN, LIKE and IS NULL over plain fields, joined by AND, OR, NOT and parentheses. What a rule cannot say is named in `errors`; nothing is left out.",
  input: {
    body: z.strictObject({
      object: ObjectKind,
      sql: z
        .string()
        .max(longestSql, `Give at most ${longestSql} characters.`)
        .meta({ description: "What follows WHERE.", examples: ["tier = 'Gold' AND score >= 50"] }),
    }),
  },
  output: z.object({ rule: RuleGroup }),
  async handle({ body: { object, sql } }, call) {
    const read = ruleFromSql(sql, await contextOf(call, object));
    if (read.ok) return { body: { rule: read.rule } };
    const errors = read.problems.map(({ message }) => ({ pointer: "/sql", detail: message }));
    const detail = errors.map((error) => error.detail).join(" ");
    throw new RequestProblem(422, "The SQL cannot be read as a rule", detail, { errors });
  },
});

export const postRuleToSql = route({
  method: "POST",
  path: "/api/v1/rules/to-sql",
  tag: "Rules",
  status: 200,
  problems: [422],
  changesNothing: true,
  summary: "Write a rule as a SQL query",
  description:
    "The query gives the `id` of every profile of which the rule is true. Its one parameter, `:now` on SQLite and `$1` on PostgreSQL, is the instant to ask at, in milliseconds since the epoch. `tables` are the statements that make the tables it reads.",
  input: {
    body: z.strictObject({ object: ObjectKind, rule: RuleInput, dialect: z.enum(dialectNames) }),
  },
  output: z.object({ sql: z.string(), tables: z.string() }),
  async handle({ body: { object, rule: given, dialect } }, call) {
    const rule = await readRule(call, { object, name: "this rule" }, given);
    const written = ruleToSql(rule, await contextOf(call, object), dialect);
    if (!written.ok) throw invalid("/rule", written.message);
    return { body: { sql: written.sql, tables: tablesSql(dialect) } };
  },
});

export const postRuleDescription = route({
  method: "POST",
  path: "/api/v1/rules/describe",
  tag: "Rules",
  status: 200,
  problems: [422],
  changesNothing: true,
  summary: "Say a rule in plain English",
  input: { body: z.strictObject({ object: ObjectKind, rule: RuleInput }) },
  output: z.object({ description: z.string() }),
  async handle({ body: { object, rule: given } }, call) {
    const rule = await readRule(call, { object, name: "this rule" }, given);
    const segments = await call.context.storage.segments.all(call.workspaceId);
    const names = new Map(segments.map(({ id, name }) => [id, name]));
    const description = describeRule(rule, { segmentName: (id) => names.get(id) });
    return { body: { description } };
  },
});
