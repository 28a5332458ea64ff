import type { z } from "zod";
import type { Scope } from "../language/rule-fields.ts";
import type { AttributeDeclarations, RuleContext } from "../record.ts";
import { Condition, GroupHead, RuleGroup } from "../rule.ts";
import { checkCondition } from "./check-condition.ts";
import { readPlainRule } from "./rule-limits.ts";
import { pointerTo, type RuleProblem } from "./rule-problem.ts";

export type ParsedRule =
  | { readonly ok: true; readonly rule: RuleGroup }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Enough to work on; a rule that is wrong everywhere need not say so 500 times. */
const mostProblems = 50;

/**
 * Checks a rule in the wire format against the declared types. Never throws, whatever
 * the input; takes time bounded by the limits of `rule-limits.ts`.
 */
export function parseRule(
  input: unknown,
  { object, attributes: declared }: RuleContext,
): ParsedRule {
  const attributes = declared[object];
  const plain = readPlainRule(input);
  if (!plain.ok) return { ok: false, problems: [plain.problem] };
  const problems = groupProblems(plain.value, "", "profile", attributes);
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  const parsed = RuleGroup.safeParse(plain.value);
  return parsed.success
    ? { ok: true, rule: parsed.data }
    : { ok: false, problems: shapeProblems(parsed.error, "") };
}

function groupProblems(
  input: unknown,
  pointer: string,
  scope: Scope,
  attributes: AttributeDeclarations,
): readonly RuleProblem[] {
  if (!isObject(input)) return [{ pointer, message: "Give a group: combinator and rules." }];
  const { rules } = input;
  if (!Array.isArray(rules)) {
    return [{ pointer: pointerTo(pointer, "rules"), message: "Give the conditions as an array." }];
  }
  if (rules.some((member) => typeof member === "string")) {
    const message =
      "Combinators between the rules are not supported: give each group one combinator.";
    return [{ pointer: pointerTo(pointer, "rules"), message }];
  }
  const head = GroupHead.safeParse(input);
  return [
    ...(head.success ? [] : shapeProblems(head.error, pointer)),
    ...emptyProblems(input, rules, pointer),
    ...rules.flatMap((member, at) =>
      memberProblems(member, pointerTo(pointer, "rules", at), scope, attributes),
    ),
  ];
}

function emptyProblems(
  { combinator, field }: Record<string, unknown>,
  rules: readonly unknown[],
  pointer: string,
): readonly RuleProblem[] {
  if (field !== undefined) {
    return [{ pointer, message: "This is both a group and a condition: remove field or rules." }];
  }
  if (combinator !== "or" || rules.length > 0) return [];
  const message = 'An empty "or" group matches nobody: add a condition or remove the group.';
  return [{ pointer: pointerTo(pointer, "rules"), message }];
}

function memberProblems(
  input: unknown,
  pointer: string,
  scope: Scope,
  attributes: AttributeDeclarations,
): readonly RuleProblem[] {
  if (!isObject(input)) return [{ pointer, message: "Give a condition or a group." }];
  if ("rules" in input || "combinator" in input) {
    return groupProblems(input, pointer, scope, attributes);
  }
  const condition = Condition.safeParse(input);
  if (!condition.success) return shapeProblems(condition.error, pointer);
  const own = checkCondition(condition.data, pointer, scope, attributes);
  if (condition.data.match === undefined || own.length > 0) return own;
  return groupProblems(condition.data.value, pointerTo(pointer, "value"), "behaviour", attributes);
}

function shapeProblems(error: z.ZodError, pointer: string): readonly RuleProblem[] {
  return error.issues.map(({ path, message }) => ({
    pointer: pointerTo(pointer, ...path),
    message,
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
