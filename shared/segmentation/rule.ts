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
export const Match = z.looseObject(
  {
    mode: z.enum(matchModes, { error: `Use one of ${matchModes.join(", ")}.` }),
    /** A whole number; read by `atLeast`, `atMost` and `exactly` only. */
    threshold: z
      .number({ error: "Give the threshold as a whole number, without quotes." })
      .nullish(),
  },
  { error: 'Give match as an object, for example {"mode": "some"}.' },
);
export type Match = z.infer<typeof Match>;

export const aggregateFunctions = [
  "first",
  "last",
  "sum",
  "min",
  "max",
  "average",
  "count",
] as const;
export type AggregateFunction = (typeof aggregateFunctions)[number];

/** One value made of a list of behaviours or related records, which the operator then compares. */
export const Aggregate = z.looseObject(
  {
    function: z.enum(aggregateFunctions, {
      error: `Use one of ${aggregateFunctions.join(", ")}.`,
    }),
    /** `at`, `properties.<name>` or an attribute of the related records; absent for `count`. */
    of: z.string({ error: "Name what to aggregate as a string." }).optional(),
    /** The elements that count; a `RuleGroup`, checked by itself. Absent: all. */
    where: z.unknown().optional(),
  },
  { error: 'Give aggregate as an object, for example {"function": "count"}.' },
);
export type Aggregate = z.infer<typeof Aggregate>;

/** What `withinAfter` and `withinBefore` measure from. */
export const Anchor = z.union([
  z.string(),
  z.strictObject({ behaviour: z.string(), which: z.enum(["first", "last"]) }),
]);
export type Anchor = z.infer<typeof Anchor>;

export const RelativeWindow = z.strictObject({ duration: z.string(), of: Anchor });
export type RelativeWindow = z.infer<typeof RelativeWindow>;

/** Behaviours that follow each other; the steps are `RuleGroup`s over one behaviour each. */
export const Sequence = z.strictObject({
  steps: z.array(z.unknown()).min(2).max(5),
  within: z.string().optional(),
});

/** A part of a stable random split, in percent. */
export const Split = z.strictObject({
  salt: z.string().min(1).max(100),
  from: z.number().min(0).max(100).multipleOf(0.01),
  to: z.number().min(0).max(100).multipleOf(0.01),
});
export type Split = z.infer<typeof Split>;

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
  /** Whether `value` is what to compare with or names the field that holds it. */
  valueSource: z
    .enum(["value", "field"], { error: 'valueSource is "value" or "field".' })
    .optional(),
  /** Attributes read in this order where the field's own value is missing. */
  coalesce: z
    .array(z.string({ error: "Name the fallback attribute as a string." }), {
      error: "Name the fallback attributes as an array of strings.",
    })
    .optional(),
  aggregate: Aggregate.optional(),
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

/** The group that stands in the value of a condition with `match`, or among the steps of a sequence. */
export function nestedRule(value: unknown): RuleGroup | undefined {
  return RuleGroup.safeParse(value).data;
}
