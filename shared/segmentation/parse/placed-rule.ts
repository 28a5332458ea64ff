import type { Scope } from "../language/scopes.ts";
import type { CombinatorName, Condition, Rule, RuleGroup } from "../rule.ts";

/** A group that was read, with the place in the input that its problems point to. */
export interface PlacedGroup {
  readonly kind: "group";
  readonly pointer: string;
  /** Its own keys as given, an editor's included. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly combinator: CombinatorName;
  readonly not: boolean;
  readonly members: readonly PlacedRule[];
}

export interface PlacedCondition {
  readonly kind: "condition";
  readonly pointer: string;
  readonly scope: Scope;
  /** With its nested groups as they are accepted. */
  readonly condition: Condition;
  /** The groups over elements: of a match one, of a sequence its steps. */
  readonly nested: readonly PlacedGroup[];
}

export type PlacedRule = PlacedGroup | PlacedCondition;

/** The group as the engine runs it: every group with one combinator. */
export function ruleGroupOf({ head, combinator, members }: PlacedGroup): RuleGroup {
  return { ...head, combinator, rules: members.map(ruleOf) };
}

function ruleOf(placed: PlacedRule): Rule {
  return placed.kind === "group" ? ruleGroupOf(placed) : placed.condition;
}
