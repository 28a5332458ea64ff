import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { ObjectKind, RuleContext } from "../../shared/segmentation/record.ts";
import { contactRules } from "./records.ts";

/** Rules about contacts or companies with one attribute of each type, named after it. */
export function typedRules(object: ObjectKind = "contact"): RuleContext {
  const declared = contactRules([
    ["score", "number"],
    ["active", "boolean"],
    ["certifiedAt", "date"],
    ["lastLogin", "datetime"],
    ["courses", "strings"],
    ["nickname", "string"],
    ["tier", "enum"],
  ]);
  return { ...declared, object };
}

/** The first problem of a rule with this one condition, without its place in the rule. */
export function problemOf(
  condition: unknown,
  context: RuleContext = typedRules(),
): { pointer: string; message: string } | undefined {
  const parsed = parseRule({ combinator: "and", rules: [condition] }, context);
  if (parsed.ok) return undefined;
  const [first] = parsed.problems;
  return first && { ...first, pointer: first.pointer.replace("/rules/0", "") };
}

export const some = { mode: "some" };

export function allOf(...rules: unknown[]) {
  return { combinator: "and", rules };
}

export function anyOf(...rules: unknown[]) {
  return { combinator: "or", rules };
}
