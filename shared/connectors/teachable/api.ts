import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { type MusterError, RateLimitedError, SetupError } from "../../runtime/errors.ts";
import type { PushRequest } from "../connector.ts";
import { answerFailure, type JsonAnswer } from "../json-api.ts";
import { keyAccess } from "../key-access.ts";
import { type PacedApi, pacedApi } from "../paced-api.ts";

export const system = "Teachable";

/** A school's Admin API 1: https://docs.teachable.com/reference */
export function openSchool({
  connection,
  spend,
}: Pick<PushRequest, "spend"> & {
  readonly connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined;
}): PacedApi {
  const { url, key } = keyAccess(connection);
  const headers = { accept: "application/json", apikey: key };
  return pacedApi({ system, url: `${url}/v1`, headers, failure }, spend);
}

const Words = z.object({ message: z.union([z.string(), z.array(z.string())]) });

/** What the school has to say about a request it did not follow. */
export function wordsOf({ status, body }: JsonAnswer): string {
  const { message = [] } = Words.safeParse(body).data ?? {};
  return [message].flat().filter(Boolean).join("; ") || `no reason given (${status})`;
}

/** `RateLimit-Reset` says after how many seconds to come again: https://docs.teachable.com/docs/rate-limits */
export function failure(answer: JsonAnswer): MusterError {
  const words = wordsOf(answer);
  const { status, headers } = answer;
  const reset = Number(headers["ratelimit-reset"] ?? Number.NaN);
  if (status === 429 && headers["retry-after"] === undefined && Number.isFinite(reset))
    return new RateLimitedError(`${system} asks for fewer requests: ${words}`, reset * 1_000);
  if (status === 403)
    return new SetupError(
      `${system} does not let this key in: ${words}`,
      "The API belongs to Teachable's larger plans, and each key to one school: make one under Settings, API.",
    );
  return answerFailure(system, answer, words);
}
