import { isScalar } from "./compound-fields.ts";
import type { FieldValue } from "./field-value.ts";

/** The fields of a row of a query: compound ones repeat what others hold, and are left out. */
export function recordFields(
  row: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of Object.entries(row))
    if (isScalar(value) && !(value === null && name.endsWith("Address"))) fields.set(name, value);
  return fields;
}
