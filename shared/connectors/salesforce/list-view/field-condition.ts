import { z } from "zod";
import { ownType } from "../../../contracts/connection.ts";
import { parseRule } from "../../../segmentation/parse/parse-rule.ts";
import {
  doesNotHold,
  type Formula,
  isNegatable,
  negated,
  type PropertyQuestion,
} from "../../list-formula/formula.ts";
import { membersOf, type Place, quoted, type Reading } from "../../list-formula/reading.ts";
import { writeRule } from "../../list-formula/write-rule.ts";
import { typeKey } from "../describe.ts";
import type { Entity } from "../entities.ts";
import { attributeNameOf } from "../field-value.ts";
import { type FieldKind, fieldKindOf, isNull } from "./literal.ts";
import { type Asked, operations } from "./operations.ts";

const FieldCondition = z.strictObject({
  field: z.string(),
  operator: z.string(),
  values: z.array(z.string()),
});

/** What a condition asks of one field. */
export function readFieldCondition(
  given: unknown,
  place: Place,
  { entity, reading }: { readonly entity: Entity; readonly reading: Reading },
): Formula {
  const read = FieldCondition.safeParse(membersOf(given));
  if (!read.success)
    return reading.refuse(place, quoted(given), "It is not known what this condition means.");
  const { field: name, operator, values } = read.data;
  const what = `${name} ${operator} ${values.join(", ")}`;
  const known = knownField(entity, name, reading);
  if ("why" in known) return reading.refuse(place, what, known.why);
  const row = operations.get(operator);
  if (row === undefined)
    return reading.refuse(place, what, `${quoted(operator)} is not a known operator.`);
  const { field, kind } = known;
  const [value = ""] = values;
  const isOpposite = row.opposite;
  if (values.length === 1 && isNull(value) && row.asksPresence)
    return { kind: "presence", field, isPresent: isOpposite };
  if (values.some(isNull))
    return reading.refuse(place, what, "It asks after an empty value among others.");
  const notes = new Set<string>();
  const found = row.read({ kind, values, differs: (why) => void notes.add(why) });
  if ("why" in found) return reading.refuse(place, what, found.why);
  const holds = isOpposite ? doesNotHold(found.holds) : found.holds;
  const question: PropertyQuestion = { kind: "property", field, holds, whenMissing: isOpposite };
  const why = unsayable(question, place, reading);
  if (why !== undefined) return reading.refuse(place, what, why);
  if (ignoresCase(kind, values) && !isFolded(field, reading))
    notes.add(
      "Salesforce ignores case here; the rule does not, unless the attribute is declared so.",
    );
  for (const note of notes) reading.differs(place, what, note);
  return question;
}

type Known = { readonly field: string; readonly kind: FieldKind } | { readonly why: string };

function knownField(entity: Entity, name: string, { context }: Reading): Known {
  if (name.includes("."))
    return { why: "It asks after another record, whose fields rules do not see from here." };
  const type = context.propertyTypes[typeKey(entity, name)];
  const field = attributeNameOf(name);
  if (type === ownType) return { why: "Muster itself writes this field." };
  if (field === undefined) return { why: "Muster does not keep this field." };
  if (type === undefined)
    return { why: `${entity} has no field ${quoted(name)} that Muster sees.` };
  const kind = fieldKindOf(type);
  return kind === undefined
    ? { why: `Rules do not know fields of type ${type}.` }
    : { field, kind };
}

function ignoresCase(kind: FieldKind, values: Asked["values"]): boolean {
  const hasCase = (text: string): boolean => text.toLowerCase() !== text.toUpperCase();
  return (kind === "text" || kind === "choice") && values.some(hasCase);
}

function isFolded(field: string, { context }: Reading): boolean {
  const { attributes, object } = context.rules;
  return attributes[object].get(field)?.normalise?.case !== undefined;
}

/** Why no rule can say this, in a sentence. */
function unsayable(
  question: PropertyQuestion,
  { turned }: Place,
  { context }: Reading,
): string | undefined {
  if (turned && !isNegatable(question.holds)) return "Rules cannot say the opposite of this.";
  const written = writeRule(turned ? negated(question) : question);
  if (written === undefined) return undefined;
  const parsed = parseRule(written, context.rules);
  return parsed.ok ? undefined : (parsed.problems[0]?.message ?? "No rule can say this.");
}
