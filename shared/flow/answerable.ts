import { MusterError, Problem } from "../runtime/errors.ts";

/** A failure of an outside system as who asked for it can act on it: in the system's own words. */
export function answerable(error: unknown, title: string): unknown {
  if (!(error instanceof MusterError) || error instanceof Problem) return error;
  switch (error.next) {
    case "retry":
    case "slow-down":
      return new Problem(503, "Try again shortly", error.message);
    case "reconnect":
    case "park":
      return new Problem(409, title, error.message);
  }
}
