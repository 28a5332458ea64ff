import { createHash } from "node:crypto";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { RememberedAnswer } from "../storage/remembered-answers.ts";
import type { ApiContext } from "./call.ts";
import { invalidParameter } from "./request-problem.ts";

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Asked {
  readonly workspaceId: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const longestKey = 255;

/**
 * Answers once per `Idempotency-Key`: a repeat gets the first answer. A request that failed
 * leaves nothing behind and may be repeated.
 */
export async function answerOnce(
  { storage }: Pick<ApiContext, "storage">,
  asked: Asked,
  answer: () => Promise<PlainAnswer>,
): Promise<PlainAnswer> {
  const { workspaceId, key } = asked;
  if (key === "" || key.length > longestKey)
    throw invalidParameter("Idempotency-Key", `Give 1 to ${longestKey} characters.`);
  const request = fingerprint(asked);
  const earlier = await retrying(ConflictError, async () => {
    const known = await storage.answers.get(workspaceId, key);
    if (known === undefined) await storage.answers.begin(workspaceId, key, request);
    return known;
  });
  if (earlier !== undefined) return replay(earlier, request);
  try {
    const given = await answer();
    await storage.answers.put(workspaceId, key, { ...given, request });
    return given;
  } catch (error) {
    await storage.answers.forget(workspaceId, key);
    throw error;
  }
}

function replay(earlier: RememberedAnswer, request: string): PlainAnswer {
  if (earlier.request !== request)
    throw invalidParameter(
      "Idempotency-Key",
      "This key was used for another request: give each request a key of its own.",
    );
  const { status, headers, body } = earlier;
  if (status !== undefined && body !== undefined) return { status, headers, body };
  throw new Problem(
    409,
    "Still being answered",
    "The first request with this key has no answer yet: repeat it in a moment.",
  );
}

function fingerprint({ method, path, body }: Asked): string {
  const content = JSON.stringify([method, path, sorted(body)]);
  return createHash("sha256").update(content).digest("base64url");
}

/** The order of an object's members says nothing. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, sorted(member)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
