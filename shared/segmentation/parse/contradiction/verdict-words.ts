import type { PlacedCondition } from "../placed-rule.ts";

/** With what a condition makes the rule match nobody or everybody. */
export type Partner = PlacedCondition | "several" | "alone";

/** Why the rule matches nobody, and what to do. */
export function neverWords(placed: PlacedCondition, partner: Partner): string {
  const words = wordsOf(placed);
  if (partner === "alone") return `Nobody can match ${words}: change or remove it.`;
  return partner === "several"
    ? `Nobody can match ${words} and the conditions on it before: change or remove one of them.`
    : `Nobody can match both ${wordsOf(partner)} and ${words}: change or remove one of them.`;
}

/** Why the rule matches everybody, and what to do. */
export function alwaysWords(placed: PlacedCondition, partner: Partner): string {
  const words = wordsOf(placed);
  if (partner === "alone") return `Everybody matches ${words}: change or remove it.`;
  return partner === "several"
    ? `Everybody matches ${words} or a condition on it before: change or remove one of them.`
    : `Everybody matches ${wordsOf(partner)} or ${words}: change or remove one of them.`;
}

const longest = 80;

/** A condition in short, for who wrote it to find. */
function wordsOf({ condition }: PlacedCondition): string {
  const { field, operator = "", match, value } = condition;
  if (match !== undefined) return `${match.mode} of ${field}`;
  const isBare = operator === "null" || operator === "notNull" || value === undefined;
  const text = [field, operator, ...(isBare ? [] : [JSON.stringify(value)])].join(" ");
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
