import {
  type Aggregate,
  type Condition,
  type Match,
  nestedRule,
  type RuleGroup,
  Sequence,
} from "../rule.ts";

/** What a condition asks of a list of behaviours or related profiles. */
export type ListQuestion =
  | { readonly kind: "match"; readonly match: Match; readonly group: RuleGroup }
  /** `group` tells which elements count. */
  | { readonly kind: "aggregate"; readonly aggregate: Aggregate; readonly group: RuleGroup }
  | {
      readonly kind: "sequence";
      readonly steps: readonly RuleGroup[];
      /** An ISO 8601 duration. */
      readonly within: string | undefined;
    }
  /** Only whether there is such a list. */
  | { readonly kind: "presence" };

const all: RuleGroup = { combinator: "and", rules: [] };

export function listQuestion({ match, aggregate, value }: Condition): ListQuestion {
  if (aggregate !== undefined) {
    const group = aggregate.where === undefined ? all : nestedRule(aggregate.where);
    return group === undefined ? { kind: "presence" } : { kind: "aggregate", aggregate, group };
  }
  if (match !== undefined) {
    const group = nestedRule(value);
    return group === undefined ? { kind: "presence" } : { kind: "match", match, group };
  }
  const sequence = Sequence.safeParse(value).data;
  if (sequence === undefined) return { kind: "presence" };
  const { steps, within } = sequence;
  return { kind: "sequence", steps: steps.flatMap((step) => nestedRule(step) ?? []), within };
}
