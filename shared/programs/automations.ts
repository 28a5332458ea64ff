import type { ExitApproachingEvent } from "../contracts/event.ts";
import type { Program } from "../contracts/program.ts";
import { isRunning } from "./audience.ts";

/** Automations that are told when a member of this segment is about to leave it. */
export function automationsOn(
  programs: readonly Program[],
  { segmentId }: Pick<ExitApproachingEvent, "segmentId">,
  now: number,
): Program[] {
  return programs.filter(
    (each) =>
      each.kind === "automation" &&
      each.on.includes("exit-approaching") &&
      each.include.includes(segmentId) &&
      isRunning(each, now),
  );
}
