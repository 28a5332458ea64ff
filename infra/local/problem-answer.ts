import type { ServerResponse } from "node:http";
import { Problem } from "../../shared/runtime/errors.ts";

/** Writes the problem as `application/problem+json` (RFC 9457). */
export function writeProblem(response: ServerResponse, problem: Problem): void {
  const { status, title, message: detail, pointer } = problem;
  const body = { type: "about:blank", title, status, detail, ...(pointer && { pointer }) };
  response
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(JSON.stringify(body));
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(500, "Internal error", "Something went wrong; the terminal shows what.");
}
