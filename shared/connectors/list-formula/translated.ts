import { parseRule } from "../../segmentation/parse/parse-rule.ts";
import type { TranslatedList } from "../list-import.ts";
import type { Formula } from "./formula.ts";
import type { Place, Reading } from "./reading.ts";
import { simplified } from "./simplify.ts";
import { writeRule } from "./write-rule.ts";

/**
 * What came of reading a list. Where something is untranslated there is no rule, unless a partial
 * one was asked for: then it is left out of the group it stands in.
 */
export function translated(formula: Formula, root: Place, reading: Reading): TranslatedList {
  const rule = checkedRule(formula, root, reading);
  const { untranslated, differences, context } = reading;
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
