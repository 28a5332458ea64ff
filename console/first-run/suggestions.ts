import type { Schemas } from "../api/client.ts";

/** A population that most programs reach for. */
export interface Suggestion {
  readonly name: string;
  readonly object: "contact" | "company";
  readonly rule: Schemas["Rule"];
}

const where = (...rules: Schemas["Rule"]["rules"]): Schemas["Rule"] => ({
  combinator: "and",
  rules,
});

/** For the sample's attributes; where they are not known, the API says so and none is shown. */
export const suggestions: readonly Suggestion[] = [
  {
    name: "Gold partners in EMEA",
    object: "contact",
    rule: where(
      { field: "partner_tier", operator: "=", value: "Gold" },
      { field: "region", operator: "=", value: "EMEA" },
    ),
  },
  {
    name: "Certified people who did nothing for 60 days",
    object: "contact",
    rule: where(
      { field: "certified_at", operator: "inLast", value: "P1Y" },
      {
        field: "behaviours",
        operator: "=",
        match: { mode: "none" },
        value: where({ field: "at", operator: "inLast", value: "P60D" }),
      },
    ),
  },
  {
    name: "Partners whose contract ends this quarter",
    object: "company",
    rule: where({ field: "contract_renewal_on", operator: "inNext", value: "P90D" }),
  },
];
