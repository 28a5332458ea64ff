import {
  AuthenticationError,
  type MusterError,
  PermanentError,
  RateLimitedError,
  RetryableError,
} from "../runtime/errors.ts";

/** What an outside system answered when it did not do as asked. */
interface Failure {
  /** The system's name as an admin knows it. */
  readonly system: string;
  readonly status: number;
  /** The system's own words, or what was asked of it. */
  readonly message: string;
  /** How long it asks us to wait, where it says so. */
  readonly retryAfterMs: number | undefined;
}

const patienceUnlessToldMs = 10_000;

/** Which error class an unsuccessful answer is: the class says what happens next. */
export function failureOf({ system, status, message, retryAfterMs }: Failure): MusterError {
  if (status === 401) {
    return new AuthenticationError(
      `${system} no longer accepts the connection's credentials: connect again. (${message})`,
    );
  }
  if (status === 429) {
    return new RateLimitedError(
      `${system} asks for fewer requests: ${message}`,
      retryAfterMs ?? patienceUnlessToldMs,
    );
  }
  if (status >= 500 || status === 408) {
    return new RetryableError(`${system} answered ${status}: ${message}`);
  }
  return new PermanentError(`${system} refused with ${status}: ${message}`);
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or an HTTP date judged by `wallClock` in ms. */
export function readRetryAfter(value: string | null, wallClock: number): number | undefined {
  if (value === null || value === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallClock);
}
