import { z } from "zod";
import { MusterError, RateLimitedError, RetryableError } from "../../runtime/errors.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";

/** The last answer of a session. */
export interface Heard {
  /** 0 where nobody answered. */
  status: number;
  retryAfter: string | undefined;
  /** Where the next rows of a query job begin. */
  locator: string | undefined;
}

const ApiError = z.object({ errorCode: z.string().optional(), message: z.string() });
const passing: ReadonlySet<string> = new Set(["UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"]);

/** What an error of the client stands for, by the answer it was made of. */
export function apiFailure(
  what: string,
  { status, retryAfter }: Heard,
  error: unknown,
): MusterError {
  if (error instanceof MusterError) return error;
  const { errorCode = "", message = what } = ApiError.safeParse(error).data ?? {};
  if (status < 400)
    return new RetryableError(`Salesforce did not answer ${what}: ${message}`, { cause: error });
  if (errorCode === "REQUEST_LIMIT_EXCEEDED") return spent();
  const words = `${errorCode === "" ? "" : `${errorCode}: `}${message || what}`;
  if (passing.has(errorCode)) return new RetryableError(`Salesforce is busy: ${words}`);
  const retryAfterMs = readRetryAfter(retryAfter ?? null, Date.now());
  return failureOf({ system: "Salesforce", status, message: words, retryAfterMs });
}

/** Beyond this part of the day's calls the org's other integrations have precedence. */
const ownShare = 0.95;
const patienceMs = 15 * 60_000;

/** Until when no call is made, by the org's address; what one environment has heard. */
const restingUntil = new Map<string, number>();

export function noteUsage(
  baseUrl: string,
  usage: { used: number; limit: number } | undefined,
): void {
  if (usage !== undefined && usage.used >= usage.limit * ownShare)
    restingUntil.set(baseUrl, Date.now() + patienceMs);
}

/** Throws `RateLimitedError` while the org's calls are left to others. */
export function assertNotResting(baseUrl: string): void {
  const rest = (restingUntil.get(baseUrl) ?? 0) - Date.now();
  if (rest > 0) throw spent(rest);
  restingUntil.delete(baseUrl);
}

function spent(forMs = patienceMs): RateLimitedError {
  return new RateLimitedError(
    "The org's Salesforce API calls of the last 24 hours are nearly used up: Muster goes on as they free up.",
    forMs,
  );
}
