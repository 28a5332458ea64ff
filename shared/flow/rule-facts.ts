import { bornField } from "../profiles/changed-fields.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { RuleContext } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import { readsContacts } from "./look-around.ts";

/**
 * Whether the truth changes only where the profile's own and its companies' values do.
 * Whatever types are declared, now or later: without any, every window counts.
 */
export function hangsOnValues(rule: RuleGroup, context: RuleContext): boolean {
  const undeclared = { contact: new Map(), company: new Map() };
  return [context, { ...context, attributes: undeclared }].every((each) => {
    const compiled = compileRule(rule, each);
    return !compiled.timed && compiled.segments.length === 0 && !readsContacts({ rule: compiled });
  });
}

/** What brings the rule up: what it reads, and birth where it holds of a profile without values. */
export function fieldsReadBy(rule: CompiledRule): Set<string> {
  const nobody = { id: "", attributes: new Map(), behaviours: new Map() };
  const fields = new Set(rule.reads);
  if (rule.evaluate(nobody, 0) === true) fields.add(bornField);
  return fields;
}
