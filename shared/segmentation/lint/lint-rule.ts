import { parseRule } from "../parse/parse-rule.ts";
import type { RuleContext } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import type { Known } from "./attribute-picture.ts";
import { beyondRetention } from "./beyond-retention.ts";
import type { Finding } from "./finding.ts";
import { fixedDates } from "./fixed-dates.ts";
import { hardCodedValues } from "./hard-coded-values.ts";
import { requiredFields } from "./left-out.ts";
import { missingValues } from "./missing-values.ts";
import { namedIndividuals } from "./named-individuals.ts";
import { otherTypes } from "./other-types.ts";
import { type PlacedCondition, placedConditions } from "./placed-conditions.ts";

/** More than these, and each is one more place at which a wrong value breaks the segment. */
const mostConditions = 6;

/** What makes a rule find others than its author may think, in the order in which it is written. */
export function lintRule(rule: RuleGroup, context: RuleContext, known: Known): Finding[] {
  const placed = placedConditions(rule, context.object);
  const required = requiredFields(rule);
  const problems = overtaken(rule, context);
  return [
    ...everybody(rule),
    ...problems,
    ...placed.flatMap((each) => lintCondition(each, context, known, required)),
    ...(problems.length > 0 ? [] : beyondRetention(rule, context, known.retention)),
    ...tooMany(placed),
  ];
}

function lintCondition(
  placed: PlacedCondition,
  context: RuleContext,
  known: Known,
  required: ReadonlySet<string>,
): Finding[] {
  const { attributeOf, condition } = placed;
  const picture = attributeOf && known.pictures[attributeOf].get(condition.field);
  const declared = attributeOf && context.attributes[attributeOf].get(condition.field);
  return [
    ...namedIndividuals(placed, context.object, picture),
    ...(known.retires ? [] : fixedDates(placed, known.now)),
    ...missingValues(placed, known, required),
    ...(picture === undefined || declared !== undefined ? [] : otherTypes(placed, picture)),
    ...(picture?.identifying === true ? [] : hardCodedValues(placed, declared, picture)),
  ];
}

function everybody(rule: RuleGroup): Finding[] {
  if (rule.rules.length > 0 || rule.not === true) return [];
  return [
    {
      code: "holds-for-everybody",
      severity: "warning",
      message: "This rule holds for everybody.",
      remedy: "Add the conditions that tell who belongs to it.",
    },
  ];
}

function overtaken(rule: RuleGroup, context: RuleContext): Finding[] {
  const parsed = parseRule(rule, context);
  if (parsed.ok) return [];
  return parsed.problems.map(({ message, pointer }) => ({
    code: "overtaken-by-a-type",
    severity: "warning",
    message: `Since a type was declared: ${message}`,
    remedy: "Add a version of the rule that fits the type.",
    pointer,
  }));
}

function tooMany(placed: readonly PlacedCondition[]): Finding[] {
  const count = placed.filter(({ condition }) => condition.match === undefined).length;
  if (count <= mostConditions) return [];
  return [
    {
      code: "too-many-conditions",
      severity: "hint",
      message: `This rule has ${count} conditions: each is a place at which a wrong or missing value breaks it.`,
      remedy:
        "Leave out those that change nothing, and make a segment of its own of those that other rules need too.",
    },
  ];
}
