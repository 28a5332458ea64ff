import type { Program } from "../contracts/program.ts";
import type { DealNotice } from "../contracts/program-message.ts";
import { isAddressed, isHeldOut, isRunning } from "../programs/audience.ts";
import type { FlowContext } from "./context.ts";
import { profileByKey, within } from "./look-up-profile.ts";
import { segmentsOfPerson } from "./segments-of-person.ts";

type NoticeContext = Pick<FlowContext, "storage" | "index" | "clock" | "queues">;

/**
 * Puts news of a deal on its way to those of its collaborators whom the program addresses now;
 * returns their ids. Where there are none, nothing is sent.
 */
export async function addressNotice(
  context: NoticeContext,
  program: Program,
  deal: DealNotice["deal"],
  collaborators: readonly string[],
): Promise<string[]> {
  const { workspaceId, id: programId } = program;
  const now = context.clock.now();
  const found = await Promise.all(collaborators.map((key) => addressed(context, program, key)));
  const recipients = [...new Set(found.flat())];
  if (recipients.length === 0 || !isRunning(program, now)) return [];
  const notice: DealNotice = {
    kind: "deal",
    workspaceId,
    programId,
    noticeId: `msg_${crypto.randomUUID()}`,
    deal,
    recipients,
    at: new Date(now).toISOString(),
  };
  await context.queues.programs.send([{ body: notice, group: workspaceId }]);
  return recipients;
}

async function addressed(context: NoticeContext, program: Program, key: string): Promise<string[]> {
  const { workspaceId } = program;
  const person = await profileByKey(context, within(workspaceId, "contact"), key);
  if (person === undefined || isHeldOut(program, person.id)) return [];
  const snapshot = await context.index.snapshot(workspaceId);
  const segments = await segmentsOfPerson(context, snapshot, person, new Set(program.objects));
  return isAddressed(program, segments) ? [person.id] : [];
}
