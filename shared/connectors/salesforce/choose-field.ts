import { Problem } from "../../runtime/errors.ts";
import type { Choice, PushTarget } from "../connector.ts";
import { entityWithField, type FieldDefinition, fieldNamed } from "./field-definition.ts";
import { sessionOf } from "./session.ts";

/** Salesforce's own limit of a picklist's value. */
const longestValue = 255;

/**
 * A field of the org that names a record's segments: a checkbox for one segment, or a multi-select
 * picklist for several, each under a value of its own (its name, unless another is given).
 */
export const chooseField: NonNullable<PushTarget["choose"]> = async (wanted) => {
  const { connection, object, field: name = "" } = wanted;
  if (name.trim() === "")
    throw refusal("/field", "Give the API name of a custom field, such as Segments__c.");
  const entity = entityWithField[object];
  const field = await fieldNamed(await sessionOf(connection), entity, name.trim());
  if (field === undefined)
    throw refusal("/field", `${entity} has no field ${name} that the connected user can see.`);
  if (!field.custom)
    throw refusal("/field", `${field.name} is a field of Salesforce's own: make a custom one.`);
  if (!field.updateable)
    throw refusal(
      "/field",
      `The connected user may not edit ${field.name}: allow it in the permission set that came with the app.`,
    );
  const others = wanted.others.filter(
    (each) => each.field === field.name && each.object === object,
  );
  switch (field.type) {
    case "boolean":
      return { field: field.name, ...asCheckbox(wanted, field, others) };
    case "multipicklist":
      return { field: field.name, shownAs: asChoice(wanted, field, others) };
    default:
      throw refusal(
        "/field",
        `${field.name} is of type ${field.type}: use a checkbox, or a multi-select picklist.`,
      );
  }
};

function asCheckbox(
  { value }: Choice,
  { name }: FieldDefinition,
  [other]: Choice["others"],
): object {
  if (value !== undefined)
    throw refusal("/value", `${name} is a checkbox, which takes no value: leave it out.`);
  if (other !== undefined)
    throw taken(`Checkbox ${name} shows "${other.segmentName}": use a multi-select picklist.`);
  return {};
}

function asChoice(
  { value, segmentName }: Choice,
  { name, restrictedPicklist, picklistValues }: FieldDefinition,
  others: Choice["others"],
): string {
  const shownAs = value ?? segmentName;
  if (shownAs.includes(";") || shownAs.length > longestValue)
    throw refusal(
      "/value",
      `A value of ${name} has at most ${longestValue} characters and no semicolon: give another one.`,
    );
  const other = others.find((each) => each.shownAs === shownAs);
  if (other !== undefined)
    throw taken(`${name} shows "${other.segmentName}" as "${shownAs}": give another value.`);
  const active = picklistValues.filter((each) => each.active).map((each) => each.value);
  if (restrictedPicklist && !active.includes(shownAs))
    throw refusal(
      "/value",
      `${name} takes the values of its list only: add "${shownAs}" to it in Setup, or give one of ${active.join(", ")} as value.`,
    );
  return shownAs;
}

function taken(detail: string): Problem {
  return new Problem(409, "Field in use", detail, "/field");
}

function refusal(pointer: string, detail: string): Problem {
  return new Problem(422, "Not valid", detail, pointer);
}
