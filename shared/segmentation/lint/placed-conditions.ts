import { operatorNamed } from "../language/operators.ts";
import { isReservedName } from "../language/rule-fields.ts";
import {
  attributesOf,
  elementScope,
  listFieldNamed,
  rootScope,
  type Scope,
} from "../language/scopes.ts";
import { pointerTo } from "../parse/rule-problem.ts";
import type { ObjectKind } from "../record.ts";
import { type Condition, isGroup, nestedRule, type Rule, Sequence } from "../rule.ts";

/** One condition, wherever in a rule it stands. */
export interface PlacedCondition {
  readonly condition: Condition;
  readonly pointer: string;
  /** Whose attribute the field is; undefined for parts of behaviours, lists, segments and ids. */
  readonly attributeOf: ObjectKind | undefined;
  /** Whether it is asked of the very profile that the rule is about. */
  readonly own: boolean;
  /** Whether a "not" of the groups around it turns its truth round. */
  readonly turned: boolean;
}

interface Around {
  readonly pointer: string;
  readonly scope: Scope;
  readonly own: boolean;
  readonly turned: boolean;
}

/** All conditions of a rule, those within lists too, in the order in which they are written. */
export function placedConditions(rule: Rule, object: ObjectKind): PlacedCondition[] {
  return within(rule, { pointer: "", scope: rootScope(object), own: true, turned: false });
}

function within(rule: Rule, around: Around): PlacedCondition[] {
  if (!isGroup(rule)) return conditionAt(rule, around);
  const turned = around.turned !== (rule.not === true);
  return rule.rules.flatMap((member, at) =>
    within(member, { ...around, turned, pointer: pointerTo(around.pointer, "rules", at) }),
  );
}

function conditionAt(condition: Condition, around: Around): PlacedCondition[] {
  const { field } = condition;
  const { pointer, scope, own, turned } = around;
  const attributeOf = isReservedName(field) ? undefined : attributesOf(scope);
  const here = { condition, pointer, own, turned, attributeOf };
  const list = listFieldNamed(field);
  if (list === undefined) return [here];
  const inside = { scope: elementScope(list, scope), own: false, turned };
  const nested = groupsWithin(condition, pointer).flatMap((each) =>
    within(each.group, { ...inside, pointer: each.pointer }),
  );
  return [here, ...nested];
}

function groupsWithin(condition: Condition, pointer: string): { group: Rule; pointer: string }[] {
  const { aggregate, match, value, operator } = condition;
  const placed = (written: unknown, ...keys: readonly PropertyKey[]) => {
    const group = nestedRule(written);
    return group === undefined ? [] : [{ group, pointer: pointerTo(pointer, ...keys) }];
  };
  if (aggregate !== undefined) return placed(aggregate.where, "aggregate", "where");
  if (match !== undefined) return placed(value, "value");
  if (operatorNamed(operator)?.reads !== "sequence") return [];
  const steps = Sequence.safeParse(value).data?.steps ?? [];
  return steps.flatMap((step, at) => placed(step, "value", "steps", at));
}
