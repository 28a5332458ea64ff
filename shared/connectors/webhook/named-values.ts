import type { z } from "zod";
import { Problem } from "../../runtime/errors.ts";
import { jsonPointer } from "../json-pointer.ts";
import { readShape } from "../webhook-json.ts";

/**
 * Reads a map of names to values out of the raw document: a schema's own record type would
 * drop `__proto__` before anybody could refuse it. Throws a `Problem`: 422 for a name that
 * cannot be used, 400 for a value of the wrong shape.
 */
export function readNamedValues<Value>(
  schema: z.ZodType<Value>,
  raw: unknown,
  path: readonly PropertyKey[],
  nameProblem: (name: string) => string | undefined,
): Record<string, Value> {
  const entries = isObject(raw) ? Object.entries(raw) : [];
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const place = [...path, name];
      const objection = nameProblem(name);
      if (objection !== undefined) {
        throw new Problem(422, "Name not allowed", objection, jsonPointer(place));
      }
      return [name, readShape(schema, value, place)];
    }),
  );
}

/** The raw value at a path of a parsed JSON document, own properties only. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const step of path) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
