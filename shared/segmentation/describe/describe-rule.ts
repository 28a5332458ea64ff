import { operatorNamed } from "../language/operators.ts";
import {
  type Aggregate,
  type AggregateFunction,
  type Condition,
  isGroup,
  type Match,
  nestedRule,
  type Rule,
  type RuleGroup,
  Sequence,
} from "../rule.ts";
import { describeSegments, describeTest, type RuleNames, spanWords } from "./describe-test.ts";
import { fieldWords, joinWords, valueWords } from "./words.ts";

/** The rule in plain English, one line, nothing left out. */
export function describeRule(rule: RuleGroup, names: RuleNames = {}): string {
  return rule.rules.length === 0 && rule.not !== true ? "everyone" : describeGroup(rule, names);
}

function describeGroup(group: RuleGroup, names: RuleNames): string {
  const among = group.rules.length > 1;
  const members = group.rules.map((member) => describeMember(member, among, names));
  const joined = members.length === 0 ? "anything" : members.join(` ${group.combinator} `);
  return group.not === true ? `not (${joined})` : joined;
}

function describeMember(rule: Rule, amongOthers: boolean, names: RuleNames): string {
  if (!isGroup(rule)) return describeCondition(rule, names);
  const text = describeGroup(rule, names);
  return amongOthers && rule.not !== true && rule.rules.length > 1 ? `(${text})` : text;
}

function describeCondition(condition: Condition, names: RuleNames): string {
  const { field, operator, match, includeMissing, aggregate, value } = condition;
  if (match !== undefined) return describeMatch(condition, match, names);
  if (field === "segment") return describeSegments(condition, names);
  if (operatorNamed(operator)?.reads === "sequence") return describeSequence(condition, names);
  const subject =
    aggregate === undefined
      ? describeSubject(condition, names)
      : describeAggregate(field, aggregate, names);
  const text = `${subject} ${describeTest({ ...condition, value })}`;
  if (includeMissing === true) return `(${text} or is missing)`;
  return aggregate === undefined ? text : `(${text})`;
}

function describeSubject({ field, coalesce = [] }: Condition, names: RuleNames): string {
  const called = [field, ...coalesce].map((each) => calledIn(names, each));
  return coalesce.length === 0
    ? calledIn(names, field)
    : `the first present of ${joinWords(called, "and")}`;
}

function describeMatch(
  { field, value, includeMissing }: Condition,
  match: Match,
  names: RuleNames,
) {
  const text = `${quantify(match)} of ${calledIn(names, field)}${describeWhere(value, namesWithin(names, field), "")}`;
  return includeMissing === true
    ? `((${text}) or ${calledIn(names, field)} is missing)`
    : `(${text})`;
}

function calledIn(names: RuleNames, field: string): string {
  return names.fieldName?.(field) ?? fieldWords(field);
}

function namesWithin(names: RuleNames, list: string): RuleNames {
  return names.within?.(list) ?? names;
}

/** Which elements count; nothing where all do. */
function describeWhere(value: unknown, names: RuleNames, brackets: "()" | ""): string {
  const nested = nestedRule(value);
  if (nested === undefined || (nested.rules.length === 0 && nested.not !== true)) return "";
  const [open = "", close = ""] = brackets;
  return ` where ${open}${describeGroup(nested, names)}${close}`;
}

function describeAggregate(
  field: string,
  { function: name, of, where }: Aggregate,
  names: RuleNames,
) {
  const elements = `${calledIn(names, field)}${describeWhere(where, namesWithin(names, field), "()")}`;
  const measured = of === undefined ? "" : ` ${calledIn(namesWithin(names, field), of)} of`;
  return `the ${aggregateWords(name)}${measured} ${elements}`;
}

function aggregateWords(name: AggregateFunction): string {
  switch (name) {
    case "first":
    case "last":
    case "average":
      return name;
    case "sum":
      return "total";
    case "min":
      return "smallest";
    case "max":
      return "largest";
    case "count":
      return "number of";
  }
}

function describeSequence(condition: Condition, names: RuleNames): string {
  const { field, operator, value } = condition;
  const phrase = `${calledIn(names, field)} ${operatorNamed(operator)?.phrase ?? "?"}`;
  const sequence = Sequence.safeParse(value).data;
  if (sequence === undefined) return `(${phrase} ${valueWords(value)})`;
  const steps = sequence.steps.map((step) => {
    const group = nestedRule(step);
    if (group === undefined || group.rules.length === 0)
      return group?.not === true ? "none" : "any";
    return `(${describeGroup(group, namesWithin(names, field))})`;
  });
  const within = sequence.within === undefined ? "" : `, within ${spanWords(sequence.within)}`;
  return `(${phrase}: ${steps.join(", then ")}${within})`;
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
