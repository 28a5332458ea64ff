import { anyBehaviour, attributeField, behaviourField, idField } from "../fields.ts";
import { type Condition, isGroup, type RuleGroup } from "../rule.ts";
import { joinReaches, matchReach, reachNothing } from "./reach.ts";

/** Behaviours a rule can still see, which must be kept. */
export interface BehaviourNeed {
  /** A behaviour's name, or "*" for every name without a need of its own. */
  readonly name: string;
  /** The longest ISO 8601 duration looked back; undefined is forever. See `earliestVisible`. */
  readonly window: string | undefined;
}

/** Everything a change can touch that the rule reads. */
export function readsOf(rule: RuleGroup): ReadonlySet<string> {
  const conditions = conditionsOf(rule);
  const attributes = conditions.flatMap(({ field, match }) => {
    if (match !== undefined) return [];
    return [field === idField ? idField : attributeField(field)];
  });
  const needs = behaviourNeedsOf(rule);
  const behaviours = needs.some(({ name }) => name === "*")
    ? [anyBehaviour]
    : needs.map(({ name }) => behaviourField(name));
  return new Set([...attributes, ...behaviours]);
}

export function behaviourNeedsOf(rule: RuleGroup): readonly BehaviourNeed[] {
  const matches = conditionsOf(rule).filter(({ match }) => match !== undefined);
  const { names, others } = joinReaches(matches.map(matchReach));
  return [...names, ["*", others] as const].flatMap(([name, lookback]) => {
    if (lookback === reachNothing) return [];
    return [{ name, window: lookback === "forever" ? undefined : lookback.window }];
  });
}

function conditionsOf(group: RuleGroup): readonly Condition[] {
  return group.rules.flatMap((rule) => (isGroup(rule) ? conditionsOf(rule) : [rule]));
}
