import { operatorNamed } from "../language/operators.ts";
import { type Condition, isGroup, type Match, type Rule, type RuleGroup } from "../rule.ts";
import { describeTest, type RuleNames } from "./describe-test.ts";
import { valueWords } from "./words.ts";

/** A nested group that asks for behaviours of one name, and what else it asks of them. */
interface NamedBehaviour {
  readonly name: string;
  readonly others: RuleGroup;
}

/** @returns undefined where what happened has no single name, or not in so many words. */
export function namedBehaviour(group: RuleGroup | undefined): NamedBehaviour | undefined {
  const { combinator, not, rules = [] } = group ?? {};
  if (combinator === undefined || not === true) return undefined;
  if (combinator === "or" && rules.length > 1) return undefined;
  const place = rules.findIndex(isName);
  const [found] = rules.slice(place, place + 1);
  if (place < 0 || found === undefined || isGroup(found)) return undefined;
  const others = { combinator, rules: rules.toSpliced(place, 1) };
  return typeof found.value === "string" ? { name: found.value, others } : undefined;
}

function isName(rule: Rule): boolean {
  if (isGroup(rule)) return false;
  const { field, operator, coalesce, includeMissing, valueSource } = rule;
  const isPlain = coalesce === undefined && includeMissing !== true && valueSource !== "field";
  return field === "name" && operator === "=" && isPlain;
}

/** How often something was done: `has done "login" at least 3 times`. Not for `all`. */
export function describeDone(name: string, match: Match): string {
  const done = `has done ${valueWords(name)}`;
  if (isAny(match)) return done;
  if (isNone(match)) return `has not done ${valueWords(name)}`;
  return `${done} ${limitWords(match)} ${match.threshold === 1 ? "once" : `${match.threshold} times`}`;
}

/** How many there are in a list: `has at least 3 contacts`. Not for `all`. */
export function describeHas(list: string, match: Match): string {
  if (isAny(match)) return `has any ${list}`;
  if (isNone(match)) return `has no ${list}`;
  const { threshold } = match;
  return `has ${limitWords(match)} ${threshold === 1 ? "1 of the" : threshold} ${list}`;
}

/** When it was, where that is all there is to say: `within the last 7 days`. */
export function describeWhen(group: RuleGroup | undefined, names: RuleNames): string | undefined {
  const { not, rules = [] } = group ?? {};
  const [only, ...more] = rules;
  if (not === true || only === undefined || more.length > 0 || isGroup(only)) return undefined;
  const text = describeTime(only, names);
  return text?.startsWith("is ") === true ? text.slice("is ".length) : undefined;
}

function describeTime(condition: Condition, names: RuleNames): string | undefined {
  const { field, operator: name, includeMissing, coalesce, aggregate, valueSource } = condition;
  const operator = operatorNamed(name);
  const isPlain = includeMissing !== true && coalesce === undefined && aggregate === undefined;
  if (field !== "at" || !isPlain || valueSource === "field" || operator === undefined)
    return undefined;
  const isTime = ["window", "moment", "relative"].includes(operator.reads);
  return isTime && !operator.negated ? describeTest(condition, names) : undefined;
}

function isAny({ mode, threshold }: Match): boolean {
  return mode === "some" || (mode === "atLeast" && threshold === 1);
}

function isNone({ mode, threshold }: Match): boolean {
  return mode === "none" || (threshold === 0 && (mode === "atMost" || mode === "exactly"));
}

function limitWords({ mode }: Match): string {
  if (mode === "atLeast") return "at least";
  return mode === "atMost" ? "at most" : "exactly";
}
