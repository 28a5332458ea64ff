import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { entities } from "./entities.ts";
import type { Salesforce } from "./session.ts";

const Described = z.object({ fields: z.array(z.object({ name: z.string(), type: z.string() })) });

/** The types of the fields of everything that is followed, as `Contact.Email` → `email`. */
export async function describedTypes(salesforce: Salesforce): Promise<Connection["propertyTypes"]> {
  const types: [string, string][] = [];
  for (const entity of entities) {
    const { fields } = await salesforce.describe(entity, Described);
    for (const { name, type } of fields) types.push([typeKey(entity, name), type]);
  }
  return Object.fromEntries(types);
}

export function typeKey(entity: string, field: string): string {
  return `${entity}.${field}`;
}
