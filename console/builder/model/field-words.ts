import type { RuleNames } from "../../../shared/segmentation/describe/describe-test.ts";
import {
  attributesOf,
  elementScope,
  listFieldNamed,
  type Scope,
} from "../../../shared/segmentation/language/scopes.ts";
import type { AttributeType, ObjectKind } from "../../../shared/segmentation/record.ts";
import type { Catalogue } from "./catalogue.ts";

/** A share as people read it: neither 0% nor 100% unless it is exactly so. */
export function filledWords(share: number): string {
  if (share <= 0) return "0%";
  if (share < 0.01) return "under 1%";
  if (share > 0.99 && share < 1) return "over 99%";
  return `${Math.round(share * 100)}%`;
}

/** "course_page_viewed" as "Course page viewed". */
export function spokenBehaviour(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the field of a condition is called here. */
export function fieldLabel(field: string, object: ObjectKind | undefined, catalogue: Catalogue) {
  const attribute = catalogue.attributes.find(
    (each) => each.name === field && each.object === object,
  );
  return attribute?.label ?? fixedLabel(field) ?? field.replace(/^properties\./, "");
}

const fixedLabels = new Map([
  ["behaviours", "Activity"],
  ["company", "Their company"],
  ["contacts", "Its people"],
  ["ancestors", "Companies above it"],
  ["segment", "Other segments"],
  ["id", "A random part"],
  ["name", "What it was"],
  ["at", "When it was"],
]);

/** What the values of a field are edited as. */
export function fieldType(
  field: string,
  object: ObjectKind | undefined,
  { attributes }: Catalogue,
): AttributeType {
  if (object === undefined) return field === "at" ? "datetime" : "string";
  return attributes.find((each) => each.name === field && each.object === object)?.type ?? "string";
}

/** Of the fields that every workspace has. */
export function fixedLabel(field: string): string | undefined {
  return fixedLabels.get(field);
}

/** What stands for the names of a rule in its sentence, here and within lists. */
export function namesIn(scope: Scope, catalogue: Catalogue, profile = scope): RuleNames {
  const labelIn = (object: ObjectKind | undefined, field: string) =>
    catalogue.attributes.find((each) => each.name === field && each.object === object)?.label;
  const object = attributesOf(scope);
  return {
    segmentName: (id) =>
      catalogue.segments.find((each) => each.id === id)?.name ?? "a segment that is gone",
    fieldName: (field) =>
      labelIn(object, field) ?? spokenFields.get(field) ?? propertyName(field, object),
    anchorName: (attribute) => labelIn(attributesOf(profile), attribute),
    within: (name) => {
      const list = listFieldNamed(name);
      const inner = list === undefined ? scope : elementScope(list, scope);
      return namesIn(inner, catalogue, profile);
    },
  };
}

/** The property of an activity as its source calls it. */
function propertyName(field: string, object: ObjectKind | undefined): string | undefined {
  const isProperty = object === undefined && field.startsWith("properties.");
  return isProperty ? `“${field.slice("properties.".length)}”` : undefined;
}

const spokenFields = new Map([
  ["behaviours", "activities"],
  ["company", "company"],
  ["contacts", "people"],
  ["ancestors", "companies above it"],
  ["name", "the kind"],
  ["at", "the time"],
]);
