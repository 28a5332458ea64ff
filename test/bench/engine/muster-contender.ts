import { PredicateIndex } from "../../../shared/segmentation/index/predicate-index.ts";
import type { RuleContext } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Contender } from "./contender.ts";

export function indexOf(rules: readonly RuleGroup[], context: RuleContext): PredicateIndex {
  const index = new PredicateIndex(context);
  for (const [segment, rule] of rules.entries()) index.add(segment, rule);
  return index;
}

/** The index by value: told the record before and after, and then also what it was in. */
export function musterContenders(index: PredicateIndex): Contender[] {
  return [
    {
      name: "muster",
      judge: ({ before, after, changed, now }) => index.flips({ before, after, changed, now }),
    },
    { name: "muster, memberships stored", judge: (change) => index.flips(change) },
  ];
}
