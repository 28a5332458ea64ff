import type { Condition, RuleGroup } from "../../../shared/segmentation/rule.ts";

const and = (...rules: Condition[]): RuleGroup => ({ combinator: "and", rules });
const is = (field: string, value: string | number | boolean): Condition => ({
  field,
  operator: "=",
  value,
});

/** Every change of the bench flips this one. */
export const followedRule = and(is("tier", "Gold"));

/** Around it, what a workspace has: some read the changed attribute, most do not. */
export const surroundingRules: readonly RuleGroup[] = [
  and(is("tier", "Gold"), is("country", "DE")),
  and(is("tier", "Silver"), { field: "score", operator: ">=", value: 50 }),
  and({ field: "tier", operator: "in", value: ["Gold", "Silver"] }, is("active", true)),
  and(is("country", "FR")),
  and(is("active", false)),
  and({ field: "score", operator: "between", value: [20, 80] }),
  and({ field: "certifiedAt", operator: "inLast", value: "P1Y" }),
  and({ field: "certifiedAt", operator: "null" }),
  and({ field: "country", operator: "notIn", value: ["DE", "FR", "UK"] }),
  and({
    field: "behaviours",
    operator: "",
    match: { mode: "none" },
    value: and(is("name", "logged_in")),
  }),
  and({ field: "email", operator: "endsWith", value: "@acme.test" }),
];
