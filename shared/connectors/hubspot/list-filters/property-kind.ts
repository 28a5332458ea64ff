import type { AttributeType, ObjectKind } from "../../../segmentation/record.ts";
import type { ListContext } from "../../list-formula/reading.ts";
import { attributeNameOf, propertyTypeKey } from "../property-value.ts";

export type PropertyKind = "text" | "number" | "boolean" | "day" | "instant" | "choice" | "choices";

const declaredKinds: Readonly<Record<AttributeType, PropertyKind>> = {
  string: "text",
  number: "number",
  boolean: "boolean",
  date: "day",
  datetime: "instant",
  enum: "choice",
  strings: "choices",
};

const portalKinds: ReadonlyMap<string, PropertyKind> = new Map([
  ["string", "text"],
  ["phone_number", "text"],
  ["number", "number"],
  ["bool", "boolean"],
  ["date", "day"],
  ["datetime", "instant"],
  ["enumeration", "choice"],
  ["enumeration:checkbox", "choices"],
]);

/** What a property holds, by the attribute's declaration or else by the portal; undefined where neither tells. */
export function propertyKind(
  { rules, propertyTypes }: Pick<ListContext, "rules" | "propertyTypes">,
  object: ObjectKind,
  property: string,
): PropertyKind | undefined {
  const declared = rules.attributes[object].get(attributeNameOf(property));
  if (declared !== undefined) return declaredKinds[declared.type];
  const key = propertyTypeKey(object, property);
  const type = Object.hasOwn(propertyTypes, key) ? propertyTypes[key] : undefined;
  return type === undefined ? undefined : portalKinds.get(type);
}
