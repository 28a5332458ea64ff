import { identitiesOf } from "../profiles/identity.ts";
import { isActing } from "../programs/acting.ts";
import { hasEnded } from "../programs/audience.ts";
import { stateOf } from "../programs/certificates.ts";
import { forEach } from "../runtime/for-each.ts";
import type { ProgramDue } from "../storage/program-dues.ts";
import { certificateEvent } from "./award-certificate.ts";
import type { FlowContext } from "./context.ts";
import { endProgram, startProgram } from "./define-program.ts";
import { alignProgramAudience } from "./program-segment.ts";

type AdvanceContext = Pick<FlowContext, "storage" | "queues" | "clock" | "bus" | "log">;

/**
 * Does what the time of programs has come for: windows that open and close, edits that may have
 * been cut off, certificates that expire. An instant is forgotten once it is done, so whatever was cut off is done again; one that
 * no longer stands in the program or the certificate does nothing. Returns how many were done; one
 * that fails keeps no other waiting.
 */
export async function advancePrograms(context: AdvanceContext): Promise<number> {
  let done = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const dues = await context.storage.programDues.upTo(context.clock.now());
    const failures = await forEach(dues, async (due) => {
      await advance(context, due);
      await context.storage.programDues.forget(due);
    });
    for (const [position, error] of failures)
      context.log.error("a program did not advance", error, { program: dues[position]?.programId });
    done += dues.length - failures.size;
    if (dues.length === failures.size) return done;
  }
  return done;
}

/** Then the next minute goes on. */
const mostRounds = 20;

async function advance(context: AdvanceContext, due: ProgramDue): Promise<void> {
  if (due.what === "expiry") return expire(context, due);
  const program = await context.storage.programs.get(due.workspaceId, due.programId);
  if (program === undefined) return;
  const now = context.clock.now();
  // Also one whose end was cut off.
  if (hasEnded(program, now)) await endProgram(context, program);
  else if (due.what !== "start" || (program.from ?? 0) > now) return;
  else if (program.state === "scheduled") await startProgram(context, program);
  else if (isActing(program)) await alignProgramAudience(context, program);
}

async function expire(
  { storage, bus }: Pick<AdvanceContext, "storage" | "bus">,
  { workspaceId, profileId, programId, at }: ProgramDue,
): Promise<void> {
  if (profileId === undefined) return;
  const award = await storage.certificates.get(workspaceId, profileId, programId);
  const certificate = award?.certificate;
  if (award === undefined || certificate === undefined) return;
  if (certificate.expiresAt !== at || stateOf(certificate, at) !== "expired") return;
  const key = { workspaceId, object: award.object, id: profileId };
  const holder = (await storage.profiles.read([key])).get(profileId);
  const identities = holder === undefined ? [] : identitiesOf(holder);
  const happening = { award, certificate, identities, at };
  await bus.put([certificateEvent("certificate.expired", happening)]);
}
