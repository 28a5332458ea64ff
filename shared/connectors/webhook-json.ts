import type { z } from "zod";
import { Problem } from "../runtime/errors.ts";
import { jsonPointer } from "./json-pointer.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Throws a `Problem` (400) for bytes that are not UTF-8 JSON. */
export function readJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw malformed("The body is not UTF-8 text.", []);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    throw malformed("The body is not JSON.", []);
  }
}

/** The value in the schema's shape; throws a `Problem` (400) that names the first wrong place. */
export function readShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: readonly PropertyKey[],
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw malformed(issue?.message ?? "Wrong shape.", [...path, ...(issue?.path ?? [])]);
}

export function malformed(detail: string, path: readonly PropertyKey[]): Problem {
  return new Problem(400, "Malformed body", detail, jsonPointer(path));
}

/** Throws a `Problem` (413) when a webhook carries more events than its sender may batch. */
export function limitEvents(count: number, most: number): void {
  if (count <= most) return;
  throw new Problem(
    413,
    "Too many events",
    `A webhook carries at most ${most} events; this one has ${count}.`,
  );
}
