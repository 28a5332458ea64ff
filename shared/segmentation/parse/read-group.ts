import type { Scope } from "../language/scopes.ts";
import { Condition, GroupHead } from "../rule.ts";
import { bindTighter, isIndependent, readCombinators } from "./independent-combinators.ts";
import type { PlacedGroup, PlacedRule } from "./placed-rule.ts";
import { readCondition } from "./read-condition.ts";
import { isObject, type Reading, reportShape } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads a group and all within; undefined where it is none. Problems go to `reading`. */
export function readGroup(
  input: unknown,
  pointer: string,
  scope: Scope,
  reading: Reading,
): PlacedGroup | undefined {
  if (!isObject(input)) return reading.report(pointer, "Give a group: combinator and rules.");
  const { rules, ...head } = input;
  if (!Array.isArray(rules)) {
    return reading.report(pointerTo(pointer, "rules"), "Give the conditions as an array.");
  }
  if (head["field"] !== undefined) {
    const message = "This is both a group and a condition: remove field or rules.";
    return reading.report(pointer, message);
  }
  return isIndependent(head, rules)
    ? readIndependent(head, rules, pointer, scope, reading)
    : readJoined(head, rules, pointer, scope, reading);
}

function readJoined(
  given: Readonly<Record<string, unknown>>,
  rules: readonly unknown[],
  pointer: string,
  scope: Scope,
  reading: Reading,
): PlacedGroup | undefined {
  const head = GroupHead.safeParse(given);
  if (!head.success) reportShape(head.error, pointer, reading);
  if (given["combinator"] === "or" && rules.length === 0) {
    const message = 'An empty "or" group matches nobody: add a condition or remove the group.';
    reading.report(pointerTo(pointer, "rules"), message);
  }
  const members = rules.flatMap((member, at) =>
    readMember(member, pointerTo(pointer, "rules", at), scope, reading),
  );
  if (!head.success) return undefined;
  const { combinator, not = false } = head.data;
  return { kind: "group", pointer, head: given, combinator, not, members };
}

function readIndependent(
  given: Readonly<Record<string, unknown>>,
  rules: readonly unknown[],
  pointer: string,
  scope: Scope,
  reading: Reading,
): PlacedGroup | undefined {
  const head = GroupHead.omit({ combinator: true }).safeParse(given);
  if (!head.success) reportShape(head.error, pointer, reading);
  const between = readCombinators(given, rules, pointer, reading);
  if (!head.success || between === undefined) return undefined;
  const members = rules.flatMap((member, at) =>
    at % 2 === 0 ? readMember(member, pointerTo(pointer, "rules", at), scope, reading) : [],
  );
  const { not = false } = head.data;
  return { kind: "group", pointer, head: given, not, ...bindTighter(members, between, pointer) };
}

/** @returns one rule, or none where it is refused. */
function readMember(
  input: unknown,
  pointer: string,
  scope: Scope,
  reading: Reading,
): readonly PlacedRule[] {
  const member = readRule(input, pointer, scope, reading);
  return member === undefined ? [] : [member];
}

function readRule(
  input: unknown,
  pointer: string,
  scope: Scope,
  reading: Reading,
): PlacedRule | undefined {
  if (!isObject(input)) return reading.report(pointer, "Give a condition or a group.");
  if ("rules" in input || "combinator" in input) return readGroup(input, pointer, scope, reading);
  const condition = Condition.safeParse(input);
  return condition.success
    ? readCondition(condition.data, pointer, scope, reading)
    : reportShape(condition.error, pointer, reading);
}
