import { z } from "zod";
import { parseRule } from "../../../segmentation/parse/parse-rule.ts";
import {
  type Formula,
  type Holds,
  isNegatable,
  negated,
  type PropertyQuestion,
} from "../../list-formula/formula.ts";
import { membersOf, type Place, quoted, type Reading, shaped } from "../../list-formula/reading.ts";
import { writeRule } from "../../list-formula/write-rule.ts";
import { attributeNameOf } from "../property-value.ts";
import { type Asked, refused, type Understood } from "./operation.ts";
import { operations } from "./operations.ts";
import { propertyKind } from "./property-kind.ts";

const PropertyFilter = z.strictObject({
  filterType: z.literal("PROPERTY").optional(),
  property: z.string(),
  operation: z.unknown(),
});

export function readPropertyFilter(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(PropertyFilter, given);
  if (!read.ok) return reading.refuse(place, "PROPERTY", read.why);
  return readOperation(read.value.property, read.value.operation, place, reading);
}

const Named = z.object({
  operationType: z.string().optional(),
  type: z.string().optional(),
  operator: z.string().optional(),
  includeObjectsWithNoValueSet: z.boolean().default(false),
});

/** What is asked of one property of a record or, among events, of an event. */
export function readOperation(
  property: string,
  given: unknown,
  place: Place,
  reading: Reading,
): Formula {
  const operation = membersOf(given);
  const named = Named.safeParse(operation);
  if (operation === undefined || !named.success)
    return reading.refuse(place, `PROPERTY ${property}`, "Its operation is not as described.");
  const { operationType = named.data.type ?? "", operator = "" } = named.data;
  const what = `PROPERTY ${property} ${operationType} ${operator}`;
  const notes: string[] = [];
  const known = askedOf(property, place, reading);
  const asked = { ...known, operation, operator, differs: noted(notes) };
  const holds = understood(operationType, asked);
  if (holds.kind === "refused") return reading.refuse(place, what, holds.why);
  const whenMissing = operator === "IS_UNKNOWN" || named.data.includeObjectsWithNoValueSet;
  const field = fieldOf(property, place);
  const question: PropertyQuestion = { kind: "property", field, holds, whenMissing };
  const why = unsayable(question, place, reading);
  if (why !== undefined) return reading.refuse(place, what, why);
  for (const note of new Set(notes)) reading.differs(place, what, note);
  return question;
}

function understood(type: string, asked: Asked): Understood {
  const row = operations.get(type);
  if (row === undefined) return refused(`${quoted(type)} is not a known kind of operation.`);
  if (!row.operators.includes(asked.operator))
    return refused(`${quoted(asked.operator)} is not a known operator of ${type}.`);
  if (asked.kind !== undefined && !row.kinds.includes(asked.kind))
    return refused(`The property is of another kind than ${type} asks after.`);
  return row.read(asked);
}

function noted(notes: string[]) {
  return (why: string) => {
    notes.push(why);
  };
}

function askedOf(
  property: string,
  { scope, object }: Place,
  { context }: Reading,
): Pick<Asked, "kind" | "kindOf" | "zone" | "ignoresCase"> {
  const { zone, attributes } = context.rules;
  if (scope === "behaviour")
    return { kind: undefined, kindOf: undefined, zone, ignoresCase: false };
  const kindOf = (name: string) => propertyKind(context, object, name);
  const normalise = attributes[object].get(attributeNameOf(property))?.normalise;
  return { kind: kindOf(property), kindOf, zone, ignoresCase: normalise?.case !== undefined };
}

function fieldOf(property: string, { scope }: Place): string {
  return scope === "behaviour" ? `properties.${property}` : attributeNameOf(property);
}

/** Why the rule language cannot say this here, in a sentence. */
function unsayable(
  question: PropertyQuestion,
  place: Place,
  { context }: Reading,
): string | undefined {
  if (place.turned && (!isNegatable(question.holds) || comparesFields(question.holds)))
    return "Rules cannot say the opposite of this.";
  const written = writeRule(wrapped(place.turned ? negated(question) : question, place));
  if (written === undefined) return undefined;
  const parsed = parseRule(written, context.rules);
  return parsed.ok ? undefined : (parsed.problems[0]?.message ?? "No rule can say this.");
}

function wrapped(question: Formula, { scope, object }: Place): Formula {
  if (scope === "profile") return question;
  const list = scope === "behaviour" ? "behaviours" : object === "company" ? "company" : "contacts";
  return { kind: "related", list, where: question, atLeast: 1, atMost: undefined };
}

/** Of two properties either may be missing, and a condition says only of one what is then. */
function comparesFields(holds: Holds): boolean {
  return holds.kind === "compares" && holds.yes.valueSource === "field";
}
