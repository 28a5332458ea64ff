import type { Explanation, GroupExplanation } from "./explanation.ts";

/** A leaf of an explanation whose truth keeps the rule from being true. */
export interface Obstacle {
  readonly node: Exclude<Explanation, GroupExplanation>;
  /** What its truth would have to become: false within a negated group, else true. */
  readonly mustBecome: boolean;
}

/**
 * What would have to change for the rule to be true: a smallest set of leaves that must
 * turn, in the order of the rule, of several such sets the first. Empty where it is true.
 * Conditions that hang on the same value may not be able to turn together.
 */
export function obstaclesOf(explanation: Explanation): readonly Obstacle[] {
  return inTheWay(explanation, true);
}

function inTheWay(node: Explanation, wanted: boolean): readonly Obstacle[] {
  if (node.truth === wanted) return [];
  if (node.kind !== "group") return [{ node, mustBecome: wanted }];
  const inside = node.not ? !wanted : wanted;
  const each = node.children.map((child) => inTheWay(child, inside));
  const allMust = (node.combinator === "and") === inside;
  return allMust ? each.flat() : fewest(each);
}

function fewest(sets: readonly (readonly Obstacle[])[]): readonly Obstacle[] {
  const [first = [], ...others] = sets;
  return others.reduce((least, set) => (set.length < least.length ? set : least), first);
}
