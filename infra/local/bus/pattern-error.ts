import { PermanentError } from "../../../shared/runtime/errors.ts";

/** An event pattern that EventBridge would refuse; the message names the place. */
export class EventPatternError extends PermanentError {
  constructor(path: readonly string[], reason: string) {
    super(`Event pattern at ${path.length === 0 ? "its root" : `'${path.join(".")}'`}: ${reason}`);
  }
}
