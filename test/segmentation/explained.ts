import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { contactRules } from "./records.ts";

export const day = 86_400_000;
export const now = Date.UTC(2026, 10, 22, 10);

export const all = (...rules: readonly Condition[]): RuleGroup => ({
  combinator: "and",
  rules: [...rules],
});
export const named = (value: string): Condition => ({ field: "name", operator: "=", value });
export const lately: Condition = { field: "at", operator: "inLast", value: "P7D" };

export const compiled = (condition: Condition) => compileRule(all(condition), contactRules());

/** What is said of one condition about a record. */
export function explain(condition: Condition, record: SegmentationRecord) {
  return compiled(condition).explain(record, now).children[0];
}
