import type { FieldValue } from "./field-value.ts";

type Body = Readonly<Record<string, unknown>>;

/**
 * A body whose compound fields (`Name`, `MailingAddress`, a custom location) are spread out
 * into the fields they are made of, named as everywhere else in the API: `FirstName`,
 * `MailingCity`, `Office__Latitude__s`.
 */
export function flattened(body: Body): ReadonlyMap<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of Object.entries(body)) {
    if (isScalar(value)) fields.set(name, value);
    else
      for (const [part, inner] of partsOf(value))
        if (isScalar(inner)) fields.set(partName(name, part), inner);
  }
  return fields;
}

/**
 * The flat names of what an event's header names: a field, a part (`Name.LastName`) or all of
 * a compound one; undefined where the body lacks the parts that this one has.
 */
export function flatNames(named: string, body: Body): string[] | undefined {
  const [whole = "", part] = named.split(".");
  if (part !== undefined) return [partName(whole, part)];
  const value = Object.hasOwn(body, named) ? body[named] : undefined;
  const parts = partsOf(value);
  if (parts.length > 0) return parts.map(([each]) => partName(whole, each));
  return whole.endsWith("Address") ? undefined : [whole];
}

function partName(whole: string, part: string): string {
  if (whole === "Name") return part;
  if (whole.endsWith("__c")) return `${whole.slice(0, -"c".length)}${part}__s`;
  return `${whole.replace(/Address$/, "")}${part}`;
}

function partsOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

export function isScalar(value: unknown): value is FieldValue {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}
