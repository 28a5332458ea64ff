import { operatorNamed } from "../language/operators.ts";
import { behavioursField } from "../language/rule-fields.ts";
import { listFieldNamed } from "../language/scopes.ts";
import {
  type Aggregate,
  type Condition,
  isGroup,
  type Match,
  nestedRule,
  type Rule,
  type RuleGroup,
  Sequence,
} from "../rule.ts";
import { describeDone, describeHas, describeWhen, namedBehaviour } from "./describe-match.ts";
import {
  calledIn,
  describeSegments,
  describeTest,
  type RuleNames,
  spanWords,
} from "./describe-test.ts";
import { joinWords, valueWords } from "./words.ts";

/** The rule in plain English, one line, nothing left out. */
export function describeRule(rule: RuleGroup, names: RuleNames = {}): string {
  return isEverything(rule) ? "everyone" : describeGroup(rule, names);
}

function isEverything({ rules, not }: RuleGroup): boolean {
  return rules.length === 0 && not !== true;
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
  const { field, operator: name, match, includeMissing, aggregate, value } = condition;
  if (match !== undefined) return describeMatch(condition, match, names);
  if (field === "segment") return describeSegments(condition, names);
  const operator = operatorNamed(name);
  if (operator?.reads === "sequence") return describeSequence(condition, names);
  const isList = aggregate === undefined && listFieldNamed(field) !== undefined;
  if (operator?.reads === "presence" && isList)
    return `${calledIn(names, field)} is ${operator.negated ? "" : "not "}known`;
  const test = describeTest({ ...condition, value }, names);
  if (operator?.reads === "split" && field === "id") return test;
  const subject =
    aggregate === undefined
      ? describeSubject(condition, names)
      : describeAggregate(field, aggregate, names);
  const text = `${subject} ${test}`;
  return includeMissing === true ? `(${text} or has no value)` : text;
}

function describeSubject({ field, coalesce = [] }: Condition, names: RuleNames): string {
  const called = [field, ...coalesce].map((each) => calledIn(names, each));
  return coalesce.length === 0
    ? calledIn(names, field)
    : `the first of ${joinWords(called, "and")} that has a value`;
}

function describeMatch(
  { field, value, includeMissing }: Condition,
  match: Match,
  names: RuleNames,
): string {
  const text = describeElements(field, value, match, names);
  return includeMissing === true ? `(${text} or ${calledIn(names, field)} is not known)` : text;
}

function describeElements(field: string, value: unknown, match: Match, names: RuleNames): string {
  const list = calledIn(names, field);
  const inner = namesWithin(names, field);
  const nested = nestedRule(value);
  if (match.mode === "all")
    return `all ${list}, if any, match (${nested === undefined ? "anything" : describeGroup(nested, inner)})`;
  const done = field === behavioursField ? namedBehaviour(nested) : undefined;
  const lead = done === undefined ? describeHas(list, match) : describeDone(done.name, match);
  const others = done === undefined ? nested : done.others;
  const when = field === behavioursField ? describeWhen(others, inner) : undefined;
  return when === undefined ? `${lead}${describeWhere(others, inner)}` : `${lead} ${when}`;
}

function namesWithin(names: RuleNames, list: string): RuleNames {
  return names.within?.(list) ?? names;
}

/** Which elements count; nothing where all do. */
function describeWhere(nested: RuleGroup | undefined, names: RuleNames): string {
  if (nested === undefined || isEverything(nested)) return "";
  return ` where (${describeGroup(nested, names)})`;
}

function describeAggregate(field: string, aggregate: Aggregate, names: RuleNames): string {
  const { function: name, of = "", where } = aggregate;
  const inner = namesWithin(names, field);
  const elements = `${calledIn(names, field)}${describeWhere(nestedRule(where), inner)}`;
  const measured = measureWords(of, inner);
  switch (name) {
    case "first":
    case "last":
      return `${measured} of the ${name} of ${elements}`;
    case "count":
      return `the number of ${elements}`;
    case "sum":
      return `the total ${measured} of ${elements}`;
    case "min":
      return `the smallest ${measured} of ${elements}`;
    case "max":
      return `the largest ${measured} of ${elements}`;
    case "average":
      return `the average ${measured} of ${elements}`;
  }
}

function measureWords(of: string, names: RuleNames): string {
  if (of === "at") return names.fieldName?.(of) ?? "the time";
  return of === "" ? "…" : calledIn(names, of);
}

function describeSequence({ field, operator, value }: Condition, names: RuleNames): string {
  const phrase = `${calledIn(names, field)} ${operatorNamed(operator)?.phrase ?? "?"}`;
  const sequence = Sequence.safeParse(value).data;
  if (sequence === undefined) return `(${phrase} ${valueWords(value)})`;
  const inner = namesWithin(names, field);
  const steps = sequence.steps.map((step) => {
    const group = nestedRule(step);
    return `(${group === undefined ? "anything" : describeGroup(group, inner)})`;
  });
  const within = sequence.within === undefined ? "" : `, all within ${spanWords(sequence.within)}`;
  return `(${phrase}: ${steps.join(", then ")}${within})`;
}
