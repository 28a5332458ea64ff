import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { Entity } from "./entities.ts";
import type { Salesforce } from "./session.ts";

const Field = z.object({
  name: z.string(),
  label: z.string().default(""),
  type: z.string(),
  custom: z.boolean().default(false),
  updateable: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })).default([]),
});
export type FieldDefinition = z.infer<typeof Field>;
const Described = z.object({ fields: z.array(Field) });

/** Whose fields can name a record's segments; leads, too, where they have the field. */
export const entityWithField: Readonly<Record<ObjectKind, Entity>> = {
  contact: "Contact",
  company: "Account",
};

/** A field by its API name, whatever its case; undefined where there is none. */
export async function fieldNamed(
  salesforce: Salesforce,
  entity: Entity,
  name: string,
): Promise<FieldDefinition | undefined> {
  const { fields } = await salesforce.describe(entity, Described);
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}
