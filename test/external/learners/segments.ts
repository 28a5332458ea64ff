import type { Condition, Match, RuleGroup } from "../../../shared/segmentation/rule.ts";

/** A population as a rule, and the same as a WHERE clause over `learner` and `submission`. */
export interface LearnerSegment {
  readonly name: string;
  readonly rule: RuleGroup;
  /** `:now` in milliseconds; truth as SQL has it. */
  readonly where: string;
}

const dayMs = 86_400_000;

function submissions(match: Match, ...conditions: Condition[]): Condition {
  const named = { field: "name", operator: "=", value: "assessment_submitted" };
  const value: RuleGroup = { combinator: "and", rules: [named, ...conditions] };
  return { field: "behaviours", operator: "", match, value };
}

const inLast = (window: string): Condition => ({ field: "at", operator: "inLast", value: window });

const submitted = (days: number): string =>
  `submission.learner = learner.id and submission.at > :now - ${days * dayMs} and submission.at <= :now`;

export const learnerSegments: readonly LearnerSegment[] = [
  {
    name: "No submission for 21 days",
    rule: {
      combinator: "and",
      rules: [
        { field: "startsAt", operator: "<", value: "2026-11-01" },
        { field: "module", operator: "in", value: ["AAA", "GGG"] },
        submissions({ mode: "none" }, inLast("P21D")),
      ],
    },
    where: `starts_at < '2026-11-01' and module in ('AAA', 'GGG')
      and not exists (select 1 from submission where ${submitted(21)})`,
  },
  {
    name: "Three submissions in 90 days",
    rule: {
      combinator: "and",
      rules: [
        { field: "disability", operator: "=", value: false },
        { field: "studiedCredits", operator: ">=", value: 60 },
        submissions({ mode: "atLeast", threshold: 3 }, inLast("P90D")),
      ],
    },
    where: `disability = 0 and studied_credits >= 60
      and (select count(*) from submission where ${submitted(90)}) >= 3`,
  },
  {
    name: "Excellent at least twice",
    rule: {
      combinator: "and",
      rules: [
        submissions(
          { mode: "atLeast", threshold: 2 },
          { field: "properties.score", operator: ">=", value: 90 },
          { field: "properties.banked", operator: "!=", value: true },
        ),
      ],
    },
    where: `(select count(*) from submission
      where submission.learner = learner.id and score >= 90 and banked <> 1) >= 2`,
  },
  {
    name: "Northern part-timers",
    rule: {
      combinator: "and",
      rules: [
        {
          field: "region",
          operator: "in",
          value: ["Scotland", "North Region", "Yorkshire Region"],
        },
        { field: "studiedCredits", operator: "between", value: [30, 60] },
        { field: "ageBand", operator: "notIn", value: ["0-35"] },
      ],
    },
    where: `region in ('Scotland', 'North Region', 'Yorkshire Region')
      and studied_credits between 30 and 60 and age_band not in ('0-35')`,
  },
  {
    name: "Without a band, or neither new nor through",
    rule: {
      combinator: "or",
      rules: [
        { field: "deprivationBand", operator: "null" },
        {
          combinator: "and",
          not: true,
          rules: [
            { field: "finalResult", operator: "=", value: "Pass" },
            { field: "previousAttempts", operator: "<=", value: 1 },
          ],
        },
      ],
    },
    where: `deprivation_band is null or not (final_result = 'Pass' and previous_attempts <= 1)`,
  },
];
