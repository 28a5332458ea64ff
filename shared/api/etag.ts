import { Problem } from "../runtime/errors.ts";
import type { Call } from "./call.ts";

export function etagOf(versioned: { readonly revision: number }): { etag: string } {
  return { etag: `"${versioned.revision}"` };
}

/** Throws 412 where `If-Match` names another revision than the present one. */
export function assertMatch(call: Call, present: { readonly revision: number }): void {
  const wanted = call.headers["if-match"];
  if (wanted === undefined) return;
  const tags = wanted.split(",").map((tag) => tag.trim());
  const { etag } = etagOf(present);
  if (tags.includes("*") || tags.includes(etag)) return;
  throw new Problem(
    412,
    "Changed meanwhile",
    `This has changed since ${wanted} (it is ${etag} now): read it again, then repeat the edit.`,
  );
}
