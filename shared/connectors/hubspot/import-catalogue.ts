import { z } from "zod";
import type { DescribedAttribute } from "../../contracts/catalogue.ts";
import { type ObjectKind, objectKinds } from "../../contracts/change.ts";
import type { AttributeType } from "../../segmentation/record.ts";
import type { ImportSession } from "../import-source.ts";
import { callInImport } from "./import-call.ts";
import {
  attributeNameOf,
  multipleChoice,
  propertyTypeKey,
  propertyTypeOf,
} from "./property-value.ts";
import { segmentsProperty } from "./segments-property.ts";
import { objectTypeIds, paths } from "./versions.ts";

/** HubSpot allows thousands, the database 400 KB: the catalogue is for people who pick a value. */
const mostOptions = 1_000;

const Definitions = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string().default(""),
      type: z.string(),
      fieldType: z.string().default(""),
      hidden: z.boolean().default(false),
      options: z
        .array(
          z.object({
            value: z.string(),
            label: z.string().default(""),
            hidden: z.boolean().default(false),
          }),
        )
        .default([]),
    }),
  ),
});
type Definition = z.infer<typeof Definitions>["results"][number];

interface Catalogue {
  readonly attributes: readonly DescribedAttribute[];
  /** Of all properties: webhooks may speak of the hidden ones too. */
  readonly propertyTypes: Record<string, string>;
}

/**
 * The properties of contacts and companies; those that HubSpot hides from its users are left
 * out, and the one that Muster writes: a segment that reads what it drives would follow itself.
 */
export async function readCatalogue(session: ImportSession): Promise<Catalogue> {
  const attributes: DescribedAttribute[] = [];
  const propertyTypes: Record<string, string> = {};
  for (const object of objectKinds) {
    const path = `${paths.properties.api}/${objectTypeIds[object]}`;
    const { results } = await callInImport(session, { method: "GET", path }, Definitions);
    for (const definition of results) {
      const type = propertyTypeOf(definition.type, definition.fieldType);
      propertyTypes[propertyTypeKey(object, definition.name)] = type;
      if (!definition.hidden && definition.name !== segmentsProperty)
        attributes.push(described(object, definition, type));
    }
  }
  return { attributes, propertyTypes };
}

function described(object: ObjectKind, definition: Definition, type: string): DescribedAttribute {
  const { name: property, label, options } = definition;
  return {
    object,
    name: attributeNameOf(property),
    property,
    label: label === "" ? property : label,
    type: attributeTypeOf(type),
    options: options
      .filter(({ hidden }) => !hidden)
      .slice(0, mostOptions)
      .map((option) => ({
        value: option.value,
        label: option.label === "" ? option.value : option.label,
      })),
  };
}

/** As what `valueOf` reads values of a property type. */
function attributeTypeOf(type: string): AttributeType {
  switch (type) {
    case "number":
    case "date":
    case "datetime":
      return type;
    case "bool":
      return "boolean";
    case "enumeration":
      return "enum";
    case multipleChoice:
      return "strings";
    default:
      return "string";
  }
}
