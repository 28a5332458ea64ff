import { programPrefix } from "../../shared/contracts/program.ts";
import { ProgramMessage } from "../../shared/contracts/program-message.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { createProgram, type NewProgram } from "../../shared/flow/define-program.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { runPrograms } from "../../shared/flow/run-programs.ts";
import type { MailSink } from "../../shared/messaging/mailer.ts";
import type { World } from "./world.ts";

/** What every program of a test has. */
export function audience(
  here: World,
  include: readonly Segment[],
  exclude: readonly Segment[] = [],
) {
  return {
    workspaceId: here.workspaceId,
    name: "Onboarding",
    owner: "Ann",
    include: include.map(({ id }) => id),
    exclude: exclude.map(({ id }) => id),
    objects: ["contact" as const],
  };
}

/** Makes a program and waits until its own segment is live, if it has one. */
export async function program(here: World, wanted: NewProgram) {
  const made = await createProgram(here.context, wanted);
  await here.settle();
  return made;
}

/** With somewhere to hand mails over: here nowhere, unless a test says where. */
export function mailing(here: World, mailer: MailSink = { send: async () => {} }) {
  return { ...here.context, mailer, publicUrl: () => "https://muster.test" };
}

/** Hands what happened so far to programs and connectors, as the bus would. */
export async function deliver(here: World, mailer?: MailSink): Promise<void> {
  const messages = here.events
    .splice(0)
    .map(({ detailType, detail }) => ({ "detail-type": detailType, detail }));
  const turns = messages.filter(
    ({ detail, "detail-type": type }) =>
      type.startsWith("segment.") &&
      "segmentId" in detail &&
      detail.segmentId.startsWith(programPrefix),
  );
  const failed = await runPrograms(
    mailing(here, mailer),
    turns.map((each) => ProgramMessage.parse(each)),
  );
  for (const error of failed.values()) throw error;
  for (const kind of ["lms", "webhook"] as const) {
    const pushed = turns.map((each) => PushMessage.parse(each));
    const failures = await pushMemberships(here.context, kind, pushed);
    for (const error of failures.values()) throw error;
  }
}
