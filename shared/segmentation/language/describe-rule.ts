import {
  type Condition,
  isGroup,
  type Match,
  nestedRule,
  type Rule,
  type RuleGroup,
} from "../rule.ts";
import { describeDuration } from "../time/duration.ts";
import { type OperandShape, type Operator, operatorNamed } from "./operators.ts";

/** The rule in plain English, one line, nothing left out. */
export function describeRule(rule: RuleGroup): string {
  return rule.rules.length === 0 && rule.not !== true ? "everyone" : describeGroup(rule);
}

function describeGroup(group: RuleGroup): string {
  const members = group.rules.map((member) => describeMember(member, group.rules.length > 1));
  const joined = members.length === 0 ? "anything" : members.join(` ${group.combinator} `);
  return group.not === true ? `not (${joined})` : joined;
}

function describeMember(rule: Rule, amongOthers: boolean): string {
  if (!isGroup(rule)) return describeCondition(rule);
  const text = describeGroup(rule);
  return amongOthers && rule.not !== true && rule.rules.length > 1 ? `(${text})` : text;
}

function describeCondition(condition: Condition): string {
  const { field, operator, value, match, includeMissing } = condition;
  if (match !== undefined) return describeMatch(field, match, value);
  const text = `${field} ${describeTest(operatorNamed(operator), operator, value)}`;
  return includeMissing === true ? `(${text} or is missing)` : text;
}

function describeTest(
  operator: Operator | undefined,
  name: string | undefined,
  value: unknown,
): string {
  switch (operator?.reads) {
    case undefined:
      return `${name ?? "?"} ${JSON.stringify(value)}`;
    case "presence":
      return operator.phrase;
    case "window":
      return `${operator.phrase} ${typeof value === "string" ? describeDuration(value) : "?"}`;
    case "moment":
    case "relative":
    case "past":
    case "split":
    case "sequence":
      return `${operator.phrase} ${JSON.stringify(value)}`;
    case "value":
      return `${operator.phrase} ${describeValue(operator.operand, value)}`;
  }
}

function describeValue(shape: OperandShape, value: unknown): string {
  const words = (Array.isArray(value) ? value : [value]).map((item) => JSON.stringify(item));
  switch (shape) {
    case "one":
      return words.join();
    case "list":
    case "set":
      return `(${words.join(", ")})`;
    case "pair":
      return `${words.join(" and ")} (both included)`;
  }
}

function describeMatch(field: string, match: Match, value: unknown): string {
  const nested = nestedRule(value);
  const all = nested === undefined || (nested.rules.length === 0 && nested.not !== true);
  const where = all ? "" : ` where ${describeGroup(nested)}`;
  return `(${quantify(match)} of ${field}${where})`;
}

function quantify({ mode, threshold }: Match): string {
  switch (mode) {
    case "all":
    case "some":
    case "none":
      return mode;
    case "atLeast":
      return `at least ${threshold}`;
    case "atMost":
      return `at most ${threshold}`;
    case "exactly":
      return `exactly ${threshold}`;
  }
}
