import { parseSQL } from "@react-querybuilder/core/parseSQL";
import { parseRule } from "../../parse/parse-rule.ts";
import type { RuleContext } from "../../record.ts";
import { type Condition, isGroup, RuleGroup } from "../../rule.ts";
import { type BooleanTree, isWord, readTree } from "./boolean-tree.ts";
import { readLeaf } from "./read-leaf.ts";
import { impossible, problemWith, type SqlProblem } from "./sql-problem.ts";
import { readTokens, type Token } from "./tokens.ts";
import { writeClause, writeLeaf } from "./write-clause.ts";

export type RuleFromSql =
  | { readonly ok: true; readonly rule: RuleGroup }
  | { readonly ok: false; readonly problems: readonly SqlProblem[] };

/** In characters. */
export const longestSql = 20_000;

/**
 * Reads the condition after a WHERE as a rule: comparisons, IN, BETWEEN, LIKE and IS NULL over
 * plain fields, with AND, OR, NOT and parentheses. LIKE is exact in case. Whatever else it
 * holds is named, never left out: react-querybuilder's parser, which drops functions,
 * EXISTS and double negation without a word, has to agree with an own reading of the same
 * text, token by token. Only text whose every condition is plain reaches that parser, which
 * takes seconds over some others.
 */
export function ruleFromSql(sql: string, context: RuleContext): RuleFromSql {
  if (sql.length > longestSql) {
    return refused(problemWith(sql, `give at most ${longestSql} characters.`));
  }
  const read = readTokens(sql);
  if (!read.ok) return refused(read.problem);
  const tokens = isWord(read.tokens[0], "WHERE") ? read.tokens.slice(1) : read.tokens;
  if (tokens.length === 0) return refused(problemWith(sql, "give a condition."));
  if (isWord(tokens[0], "SELECT")) {
    return refused(problemWith(sql, "give only the condition that follows WHERE."));
  }
  const structure = readTree(sql, tokens);
  return structure.ok ? readConditions(sql, structure.tree, context) : refused(structure.problem);
}

function refused(...problems: readonly SqlProblem[]): RuleFromSql {
  return { ok: false, problems };
}

function readConditions(sql: string, tree: BooleanTree, context: RuleContext): RuleFromSql {
  const problems: SqlProblem[] = [];
  const texts = new Map<Condition, string>();
  const conditionOf = (tokens: readonly Token[]): Condition => {
    const text = sql.slice(tokens[0]?.from, tokens.at(-1)?.until);
    const leaf = readLeaf(tokens);
    const remedy = leaf.ok ? objection(leaf.condition, context) : leaf.remedy;
    if (remedy !== undefined) problems.push(problemWith(text, remedy));
    const condition = leaf.ok ? leaf.condition : { field: "" };
    texts.set(condition, text);
    return condition;
  };
  const rule = groupOf(ruleOf(tree, conditionOf));
  if (problems.length > 0) return refused(...problems);
  if (isSameInParser(rule)) return checked(rule, sql, texts, context);
  const [, text = sql] = [...texts].find(([each]) => !isSameInParser(groupOf(each))) ?? [];
  return refused(problemWith(text, "it can be read in more than one way, so write it otherwise."));
}

/** What is wrong with a condition that has been read, though SQL would allow it. */
function objection(
  { field, operator = "" }: Condition,
  { object, attributes }: RuleContext,
): string | undefined {
  const isList = attributes[object].get(field)?.type === "strings";
  return isList && operator.toLowerCase().includes("contain")
    ? `${field} holds several values, of which LIKE would find parts: use the rule's own containsAny.`
    : undefined;
}

function ruleOf(
  tree: BooleanTree,
  conditionOf: (tokens: readonly Token[]) => Condition,
): Condition | RuleGroup {
  switch (tree.kind) {
    case "leaf":
      return conditionOf(tree.tokens);
    case "not":
      return { combinator: "and", not: true, rules: [ruleOf(tree.member, conditionOf)] };
    case "and":
    case "or":
      return {
        combinator: tree.kind,
        rules: tree.members.map((member) => ruleOf(member, conditionOf)),
      };
  }
}

function groupOf(rule: Condition | RuleGroup): RuleGroup {
  return isGroup(rule) ? rule : { combinator: "and", rules: [rule] };
}

/** Whether react-querybuilder reads the rule, written out, as the rule that it is. */
function isSameInParser(rule: RuleGroup): boolean {
  try {
    const parsed = RuleGroup.safeParse(parseSQL(writeClause(rule), { listsAsArrays: true }));
    return parsed.success && shapeOf(parsed.data) === shapeOf(rule);
  } catch {
    return false;
  }
}

/** The same text for the same rule, however its single members are wrapped. */
function shapeOf(rule: Condition | RuleGroup): string {
  if (!isGroup(rule)) return writeLeaf(rule);
  const members = rule.rules.map(shapeOf);
  const joined =
    members.length === 1 ? members.join() : `(${members.join(` ${rule.combinator} `)})`;
  return rule.not === true ? `not ${joined}` : joined;
}

/** Problems point into the rule; whoever wrote SQL is shown the condition there. */
function checked(
  rule: RuleGroup,
  sql: string,
  texts: ReadonlyMap<Condition, string>,
  context: RuleContext,
): RuleFromSql {
  const parsed = parseRule(rule, context);
  if (parsed.ok) return parsed;
  return refused(
    ...parsed.problems.map(({ pointer, message }) => {
      const condition = conditionAt(rule, pointer);
      const text = condition === undefined ? sql : (texts.get(condition) ?? sql);
      return impossible(text, message);
    }),
  );
}

function conditionAt(rule: RuleGroup, pointer: string): Condition | undefined {
  let at: Condition | RuleGroup | undefined = rule;
  for (const [, index] of pointer.matchAll(/\/rules\/(\d+)/g)) {
    at = at !== undefined && isGroup(at) ? at.rules[Number(index)] : undefined;
  }
  return at === undefined || isGroup(at) ? undefined : at;
}
