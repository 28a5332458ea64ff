import type { RuleGroup } from "../../../shared/segmentation/rule.ts";

/** A segment of the sample workspace, as it is posted to the API. */
export interface SampleSegment {
  readonly name: string;
  readonly object: "contact" | "company";
  readonly owner: string;
  readonly description: string;
  /** Other segments by name: they get their ids when they are made, in this order. */
  readonly rule: RuleGroup;
}

const all = (...rules: RuleGroup["rules"]): RuleGroup => ({ combinator: "and", rules });
const is = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const behaviours = (mode: "none" | "atLeast", threshold: number, ...rules: RuleGroup["rules"]) => ({
  field: "behaviours",
  operator: "=",
  value: all(...rules),
  match: mode === "none" ? { mode } : { mode, threshold },
});

const lists = (field: string, mode: "some" | "atLeast", rule: RuleGroup, threshold?: number) => ({
  field,
  operator: "=",
  value: rule,
  match: threshold === undefined ? { mode } : { mode, threshold },
});

const partners = "Priya Kapoor, Partner Enablement";
const success = "Jonas Weber, Customer Education";
const compliance = "Ingrid Hansen, Compliance";

/** The population patterns a learning program reaches for most, one segment each. */
export const sampleSegments: readonly SampleSegment[] = [
  {
    name: "Partners — Gold and Platinum",
    object: "company",
    owner: partners,
    description: "Partner companies with access to the deal desk.",
    rule: all(is("partner_tier", "in", ["Gold", "Platinum"]), is("partner_status", "=", "Active")),
  },
  {
    name: "People — Gold partners",
    object: "contact",
    owner: partners,
    description: "Everybody who works for a Gold partner.",
    rule: all(is("partner_tier", "=", "Gold")),
  },
  {
    name: "People — At partners with the deal desk",
    object: "contact",
    owner: partners,
    description: "They follow their company: its tier and status decide.",
    rule: all(
      lists(
        "company",
        "some",
        all(is("partner_tier", "in", ["Gold", "Platinum"]), is("partner_status", "=", "Active")),
      ),
    ),
  },
  {
    name: "Partners — Learning together",
    object: "company",
    owner: success,
    description: "Three or more of their people read course pages in the last seven days.",
    rule: all(
      lists(
        "contacts",
        "atLeast",
        all(
          behaviours(
            "atLeast",
            1,
            is("name", "=", "course_page_viewed"),
            is("at", "inLast", "P7D"),
          ),
        ),
        3,
      ),
    ),
  },
  {
    name: "Partners — Contract up within a quarter",
    object: "company",
    owner: success,
    description: "Contracts that end within the next 90 days.",
    rule: all(is("contract_renewal_on", "inNext", "P90D")),
  },
  {
    name: "Customers — Renewal window",
    object: "contact",
    owner: success,
    description: "Customers whose contract comes up for renewal.",
    rule: all(is("lifecycle_stage", "=", "Renewal window")),
  },
  {
    name: "Certification — Active",
    object: "contact",
    owner: partners,
    description: "Certified within the last year.",
    rule: all(is("certified_at", "inLast", "P1Y")),
  },
  {
    name: "Certification — Expires within 30 days",
    object: "contact",
    owner: partners,
    description: "A certificate lasts a year; these have less than 30 days left.",
    rule: all(is("certified_at", "inLast", "P1Y"), is("certified_at", "notInLast", "P335D")),
  },
  {
    name: "Partners — Activated in the last 30 days",
    object: "contact",
    owner: partners,
    description: "New in the program; they get the welcome course.",
    rule: all(is("activated_at", "inLast", "P30D")),
  },
  {
    name: "Compliance — Training overdue",
    object: "contact",
    owner: compliance,
    description: "Regulated roles in EMEA without training in the last year, or ever.",
    rule: all(is("regulated_role", "=", true), is("region", "=", "EMEA"), {
      ...is("compliance_trained_at", "notInLast", "P1Y"),
      includeMissing: true,
    }),
  },
  {
    name: "Geography — EMEA",
    object: "contact",
    owner: compliance,
    description: "People under European data residency.",
    rule: all(is("region", "=", "EMEA")),
  },
  {
    name: "Cohort — 2026-Q4 launch",
    object: "contact",
    owner: success,
    description: "Everybody taking part in the launch of the last quarter.",
    rule: all(is("launch_cohort", "=", "2026-Q4 launch")),
  },
  {
    name: "Persona — Channel sales reps in onboarding",
    object: "contact",
    owner: partners,
    description: "Channel sales reps who have not completed onboarding.",
    rule: all(is("persona", "=", "Channel sales rep"), is("onboarding_status", "!=", "Complete")),
  },
  {
    name: "Engaged — Reading courses this week",
    object: "contact",
    owner: success,
    description: "At least two course pages in seven days.",
    rule: all(
      behaviours("atLeast", 2, is("name", "=", "course_page_viewed"), is("at", "inLast", "P7D")),
    ),
  },
  {
    name: "At risk — No activity in 60 days",
    object: "contact",
    owner: success,
    description: "Academy learners who did nothing at all in 60 days.",
    rule: all(is("academyLearner", "=", true), behaviours("none", 0, is("at", "inLast", "P60D"))),
  },
  {
    name: "Certification — Active, without those about to expire",
    object: "contact",
    owner: partners,
    description: "Certified people who need no reminder: one segment minus another.",
    rule: all(
      is("segment", "in", ["Certification — Active"]),
      is("segment", "notIn", ["Certification — Expires within 30 days"]),
    ),
  },
];

/** The one segment whose members the learning system enrols. */
export const sampleCourse = {
  segment: "Persona — Channel sales reps in onboarding",
  courseId: "channel-sales-onboarding",
} as const;
