import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import {
  AuthenticationError,
  type MusterError,
  RateLimitedError,
  SetupError,
} from "../../runtime/errors.ts";
import type { PushRequest } from "../connector.ts";
import { answerFailure, type JsonAnswer } from "../json-api.ts";
import { keyAccess } from "../key-access.ts";
import { type PacedApi, pacedApi } from "../paced-api.ts";

export const system = "Thinkific";

/** A site's Admin API 1: https://developers.thinkific.com/api/api-documentation/ */
export function openSite({
  connection,
  spend,
}: Pick<PushRequest, "spend"> & {
  readonly connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined;
}): PacedApi {
  const { url, key } = keyAccess(connection);
  const colon = key.indexOf(":");
  if (colon <= 0)
    throw new AuthenticationError(
      "Thinkific's key lacks the site's subdomain: give both with a colon between them.",
    );
  const headers = {
    accept: "application/json",
    "x-auth-subdomain": key.slice(0, colon),
    "x-auth-api-key": key.slice(colon + 1),
  };
  return pacedApi({ system, url: `${url}/api/public/v1`, headers, failure }, spend);
}

const Words = z.object({
  error: z.string().optional(),
  /** A list, or lists by field: https://developers.thinkific.com/api/response-format/ */
  errors: z
    .union([z.array(z.string()), z.record(z.string(), z.array(z.string()))])
    .default([])
    .transform((errors) =>
      Array.isArray(errors)
        ? errors
        : Object.entries(errors).map(([field, said]) => `${field} ${said.join(", ")}`),
    ),
});

/** What the site has to say about a request it did not follow. */
export function wordsOf({ status, body }: JsonAnswer): string {
  const { error, errors = [] } = Words.safeParse(body).data ?? {};
  return [error ?? "", ...errors].filter(Boolean).join("; ") || `no reason given (${status})`;
}

/** Where the site lacks the plan that includes the API, it answers 403. */
export function failure(answer: JsonAnswer): MusterError {
  const words = wordsOf(answer);
  const resetMs = untilReset(answer, Date.now());
  if (answer.status === 429 && resetMs !== undefined)
    return new RateLimitedError(`${system} asks for fewer requests: ${words}`, resetMs);
  if (answer.status === 403)
    return new SetupError(
      `${system} does not let this key in: ${words}`,
      "The API belongs to Thinkific's larger plans: look under Settings, Code & analytics, API whether the site has it.",
    );
  return answerFailure(system, answer, words);
}

const longestResetMs = 120_000;

/**
 * `RateLimit-Reset` of a 429, in ms from now. The documents call it an epoch time in one place and
 * the time that is left, in milliseconds, in another; the number's size tells which it is.
 * https://developers.thinkific.com/api/rate-limits/
 * https://support.thinkific.dev/hc/en-us/articles/4422684774935-REST-API-Rate-Limits
 */
function untilReset({ headers }: JsonAnswer, wallClock: number): number | undefined {
  const reset = Number(headers["ratelimit-reset"] ?? Number.NaN);
  if (!Number.isFinite(reset) || headers["retry-after"] !== undefined) return undefined;
  const left = reset > 1e12 ? reset - wallClock : reset > 1e9 ? reset * 1_000 - wallClock : reset;
  return Math.min(longestResetMs, Math.max(0, left));
}
