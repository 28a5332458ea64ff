import { z } from "zod";

export const combinators = ["and", "or"] as const;
export type CombinatorName = (typeof combinators)[number];

export const matchModes = ["all", "some", "none", "atLeast", "atMost", "exactly"] as const;
export type MatchMode = (typeof matchModes)[number];

/** The modes that count against a threshold. */
export const countingModes: readonly MatchMode[] = ["atLeast", "atMost", "exactly"];

const switchedOn = z
  .literal(false, {
    error: "A switched-off part would be left out silently: switch it on or remove it.",
  })
  .optional();

/** How many elements of a nested list must satisfy the nested group. */
export const Match = z.looseObject({
  mode: z.enum(matchModes, { error: `Use one of ${matchModes.join(", ")}.` }),
  /** A whole number; read by `atLeast`, `atMost` and `exactly` only. */
  threshold: z.number().nullish(),
});
export type Match = z.infer<typeof Match>;

/**
 * One condition in the wire format of react-querybuilder's `RuleType`
 * (https://react-querybuilder.js.org/api/react-querybuilder/type-aliases/RuleType).
 * Keys it adds for its own use (`id`, `path`) are kept. What `value` may hold
 * depends on the operator; `operators.ts` says so.
 */
export const Condition = z.looseObject({
  field: z.string({ error: "Name the field as a string." }),
  /** Ignored beside `match`, where the builder leaves it empty. */
  operator: z.string({ error: "Name the operator as a string." }).optional(),
  value: z.unknown().optional(),
  match: Match.optional(),
  /** Makes the condition true where the value is missing. */
  includeMissing: z.boolean({ error: "includeMissing is true or false." }).optional(),
  valueSource: z
    .literal("value", {
      error: "Comparing with another field is not available yet: compare with a value.",
    })
    .optional(),
  disabled: switchedOn,
  muted: switchedOn,
});
export type Condition = z.infer<typeof Condition>;

/** The keys a group has of its own, apart from its members. */
export const GroupHead = z.looseObject({
  combinator: z.enum(combinators, { error: 'Join the conditions with "and" or "or".' }),
  not: z.boolean({ error: "not is true or false." }).optional(),
  disabled: switchedOn,
  muted: switchedOn,
});

/** A rule, or a group within one: react-querybuilder's `RuleGroupType`. */
export const RuleGroup = GroupHead.extend({
  get rules() {
    return z.array(z.union([RuleGroup, Condition]));
  },
});
export type RuleGroup = z.infer<typeof RuleGroup>;

export type Rule = Condition | RuleGroup;

export function isGroup(rule: Rule): rule is RuleGroup {
  return Array.isArray(rule["rules"]);
}

/** The group that stands in the value of a condition with `match`. */
export function nestedRule(value: unknown): RuleGroup | undefined {
  return RuleGroup.safeParse(value).data;
}
