import type { Fault } from "../contracts/fault.ts";
import { SetupError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";

/** A failure as it is shown to the person who can help. */
export function faultOf({ clock }: Pick<FlowContext, "clock">, error: unknown): Fault {
  const message = error instanceof Error ? error.message : "It failed for an unknown reason.";
  const remedy = error instanceof SetupError ? { remedy: error.remedy } : {};
  return { at: clock.now(), message, ...remedy };
}
