import { type ListContext, type Place, Reading } from "../../list-formula/reading.ts";
import { translated } from "../../list-formula/translated.ts";
import type { TranslatedList } from "../../list-import.ts";
import { readBranch } from "./branches.ts";

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
  return translated(formula, root, reading);
}
