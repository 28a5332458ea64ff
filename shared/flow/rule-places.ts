import type { Explanation } from "../segmentation/evaluate/explanation.ts";
import { obstaclesOf } from "../segmentation/evaluate/obstacles.ts";
import { pointerTo } from "../segmentation/parse/rule-problem.ts";
import { isGroup, type Rule, type RuleGroup } from "../segmentation/rule.ts";

/** Where in the rule the conditions stand that keep it from being true, as RFC 6901 pointers. */
export function placesInTheWay(explanation: Explanation): string[] {
  const nodes = new Set<Explanation>(obstaclesOf(explanation).map(({ node }) => node));
  return placesOf(explanation, "", nodes);
}

function placesOf(node: Explanation, pointer: string, wanted: ReadonlySet<Explanation>): string[] {
  if (wanted.has(node)) return [pointer];
  if (node.kind !== "group") return [];
  return node.children.flatMap((child, at) =>
    placesOf(child, pointerTo(pointer, "rules", at), wanted),
  );
}

/** Where in a rule that is true the conditions stand that make it true, as RFC 6901 pointers. */
export function placesThatHold(explanation: Explanation): string[] {
  return holdingBelow(explanation, "");
}

function holdingBelow(node: Explanation, pointer: string): string[] {
  if (node.truth !== true) return [];
  // What makes a negation true is that its members are not.
  if (node.kind !== "group" || node.not || node.children.length === 0) return [pointer];
  return node.children.flatMap((child, at) => holdingBelow(child, pointerTo(pointer, "rules", at)));
}

/** The rule at such a pointer; the whole where the pointer leads nowhere. */
export function ruleAt(rule: RuleGroup, pointer: string): Rule {
  let found: Rule = rule;
  for (const step of pointer.matchAll(/\/rules\/(\d+)/g)) {
    if (!isGroup(found)) return found;
    found = found.rules[Number(step[1])] ?? found;
  }
  return found;
}
