import type { z } from "zod";
import { type MusterError, RetryableError } from "../runtime/errors.ts";
import { failureOf, readRetryAfter } from "./http-failure.ts";
import { type OutboundAnswer, sendOutbound } from "./outbound.ts";

/** One request to an API that speaks JSON. */
interface JsonCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: object;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: OutboundAnswer["headers"];
  /** Undefined where the answer is not JSON. */
  readonly body: unknown;
}

const answerBytes = 8 * 1024 * 1024;

/** Any answer, as it is; throws as `sendOutbound` does where there is none. */
export async function sendJson({ json, ...call }: JsonCall): Promise<JsonAnswer> {
  const { status, headers, text } = await sendOutbound({
    ...call,
    answerBytes,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status, headers, body: jsonOf(text) };
}

export function isSuccess({ status }: Pick<JsonAnswer, "status">): boolean {
  return status >= 200 && status < 300;
}

/** A successful answer's body; throws `RetryableError` where it is not as the system describes it. */
export function bodyOf<T>(system: string, { body }: JsonAnswer, schema: z.ZodType<T>): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.join(".");
  throw new RetryableError(`${system}'s answer is not as described at "${place}".`);
}

/** The error an unsuccessful answer stands for. */
export function answerFailure(
  system: string,
  { status, headers }: JsonAnswer,
  message: string,
): MusterError {
  const retryAfterMs = readRetryAfter(headers["retry-after"] ?? null, Date.now());
  return failureOf({ system, status, message, retryAfterMs });
}

function jsonOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return undefined;
  }
}
