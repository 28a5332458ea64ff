import type { Condition, Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { contactRules } from "./records.ts";

/** Rules that look at the clock, among conditions that time does not change. */
export const day = 86_400_000;
export const now = Date.parse("2026-11-22T10:00:00Z");
export const context = contactRules([
  ["tier", "enum"],
  ["score", "number"],
  ["age", "number"],
  ["a", "datetime"],
  ["b", "datetime"],
  ["c", "datetime"],
]);
export const and = (...rules: Rule[]): RuleGroup => ({ combinator: "and", rules });
export const or = (...rules: Rule[]): RuleGroup => ({ combinator: "or", rules });
export const not = (...rules: Rule[]): RuleGroup => ({ ...and(...rules), not: true });
export const last = (field: string): Condition => ({ field, operator: "inLast", value: "P7D" });
export const next = (field: string): Condition => ({ field, operator: "inNext", value: "P7D" });
export const gold: Condition = { field: "tier", operator: "=", value: "Gold" };
export const high: Condition = { field: "score", operator: ">", value: 5 };
