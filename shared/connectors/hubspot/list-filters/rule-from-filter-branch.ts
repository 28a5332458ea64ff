import { parseRule } from "../../../segmentation/parse/parse-rule.ts";
import type { TranslatedList } from "../../list-import.ts";
import { readBranch } from "./branches.ts";
import type { Formula } from "./formula.ts";
import { type ListContext, type Place, Reading } from "./reading.ts";
import { simplified } from "./simplify.ts";
import { writeRule } from "./write-rule.ts";

/**
 * The rule that finds whom a list of HubSpot's finds, given its `filterBranch`. HubSpot's filters
 * know two truths: a record without a value passes where `includeObjectsWithNoValueSet` says so,
 * else it does not, under a NOT the other way round; the rule is made to agree. Never throws,
 * whatever is given. Where something is untranslated there is no rule, unless `partial`: then it
 * is left out of the group it stands in.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/lists/filters/guide
 */
export function ruleFromFilterBranch(definition: unknown, context: ListContext): TranslatedList {
  const reading = new Reading(context);
  const { object } = context.rules;
  const root: Place = { path: [], scope: "profile", object, turned: false };
  const formula = readBranch(definition, root, reading);
  reading.noteExcess(root);
  const rule = checkedRule(formula, root, reading);
  const { untranslated, differences } = reading;
  const isOffered = context.partial || untranslated.length === 0;
  return { rule: isOffered ? rule : undefined, untranslated, differences };
}

const theWhole = "the list as a whole";

function checkedRule(formula: Formula, root: Place, reading: Reading): TranslatedList["rule"] {
  const simple = simplified(formula);
  if (simple.kind === "constant" && !simple.value)
    reading.refuse(root, theWhole, "No record can pass its filters.");
  const rule = writeRule(simple);
  if (rule === undefined) return undefined;
  const parsed = parseRule(rule, reading.context.rules);
  if (parsed.ok) return parsed.rule;
  for (const { message } of parsed.problems) reading.refuse(root, theWhole, message);
  return undefined;
}
