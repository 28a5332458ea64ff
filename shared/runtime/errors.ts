/** Each class says what happens next; the message is for a person who can act on it. */
export abstract class MusterError extends Error {
  abstract readonly next: "park" | "retry" | "reconnect" | "slow-down";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Trying again cannot help: the work is parked where an operator sees it. */
export class PermanentError extends MusterError {
  readonly next = "park";
}

/** Something outside is not set up for it: `remedy` tells a person, in a sentence, what to do there. */
export class SetupError extends PermanentError {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** A passing fault: the work comes back by itself. */
export class RetryableError extends MusterError {
  readonly next = "retry";
}

/** The other side no longer accepts our credentials: a person must connect again. */
export class AuthenticationError extends MusterError {
  readonly next = "reconnect";
}

/** The other side asks for patience. `retryAfterMs` is how long. */
export class RateLimitedError extends MusterError {
  readonly next = "slow-down";
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Somebody else wrote the item first: read it again and repeat the step. */
export class ConflictError extends RetryableError {}

/** The history has yet to be told what a profile's item no longer holds: the stream is about to. */
export class HistoryBehind extends RetryableError {}

/** A problem of a request, answered as `application/problem+json` (RFC 9457). */
export class Problem extends PermanentError {
  readonly status: number;
  readonly title: string;
  /** JSON pointer (RFC 6901) to the offending place of the body, where there is one. */
  readonly pointer: string | undefined;

  constructor(status: number, title: string, detail: string, pointer?: string) {
    super(detail);
    this.status = status;
    this.title = title;
    this.pointer = pointer;
  }
}
