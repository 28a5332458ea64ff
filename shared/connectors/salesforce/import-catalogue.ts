import { z } from "zod";
import type { DescribedAttribute } from "../../contracts/catalogue.ts";
import type { AttributeType } from "../../segmentation/record.ts";
import type { ImportSession, ImportSource } from "../import-source.ts";
import { typeKey } from "./describe.ts";
import { type Entity, entities, objectOf } from "./entities.ts";
import { attributeNameOf, numbers } from "./field-value.ts";
import { sessionOf } from "./session.ts";

/** The database holds 400 KB: the catalogue is for people who pick a value. */
const mostOptions = 1_000;

const Described = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string().default(""),
      type: z.string(),
      picklistValues: z
        .array(z.object({ value: z.string(), label: z.string().nullish(), active: z.boolean() }))
        .default([]),
    }),
  ),
});
type Field = z.infer<typeof Described>["fields"][number];

/** Of made-up types that hold no value of their own. */
const compound: ReadonlySet<string> = new Set(["address", "location", "base64"]);

/** The fields of all that is followed; one that contacts and leads share is described once. */
export async function readCatalogue(
  session: ImportSession,
): Promise<Awaited<ReturnType<ImportSource["catalogue"]>>> {
  const salesforce = await sessionOf(session.connection);
  const attributes = new Map<string, DescribedAttribute>();
  const propertyTypes: Record<string, string> = {};
  for (const entity of entities) {
    await session.spend();
    const { fields } = await salesforce.describe(entity, Described);
    for (const field of fields) {
      propertyTypes[typeKey(entity, field.name)] = field.type;
      const described = describedAs(entity, field);
      const key = `${objectOf[entity]}.${described?.name}`;
      if (described !== undefined && !attributes.has(key)) attributes.set(key, described);
    }
  }
  return { attributes: [...attributes.values()], propertyTypes };
}

function describedAs(entity: Entity, field: Field): DescribedAttribute | undefined {
  const name = attributeNameOf(field.name);
  if (name === undefined || compound.has(field.type)) return undefined;
  return {
    object: objectOf[entity],
    name,
    property: typeKey(entity, field.name),
    label: field.label === "" ? field.name : field.label,
    type: attributeTypeOf(field.type),
    options: field.picklistValues
      .filter(({ active }) => active)
      .slice(0, mostOptions)
      .map(({ value, label }) => ({ value, label: label ?? value })),
  };
}

/** As what `valueOf` reads values of a field's type. */
function attributeTypeOf(type: string): AttributeType {
  if (numbers.has(type)) return "number";
  switch (type) {
    case "date":
    case "datetime":
    case "boolean":
      return type;
    case "picklist":
      return "enum";
    case "multipicklist":
      return "strings";
    default:
      return "string";
  }
}
