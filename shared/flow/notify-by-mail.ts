import type { MembershipEvent } from "../contracts/event.ts";
import type { Email, ProgramOf } from "../contracts/program.ts";
import type { DealNotice } from "../contracts/program-message.ts";
import { visibleCell } from "../profiles/cells.ts";
import { type Profile, takesPart } from "../profiles/profile.ts";
import { isRunning } from "../programs/audience.ts";
import { filledLine, filledText, type MailValues, ownerAddress } from "../programs/mail-text.ts";
import { PermanentError, RateLimitedError, RetryableError } from "../runtime/errors.ts";
import { forEach } from "../runtime/for-each.ts";
import { followPointers } from "./follow-pointers.ts";
import { type Letter, type MailContext, sendMail, withholdMail } from "./send-mail.ts";
import { stopsOf } from "./stop-mail.ts";

type Notification = ProgramOf<"notification">;

/** What happened, to whom, and by what a repeat of it is known. */
interface Occasion {
  readonly key: string;
  readonly at: string;
  readonly person: Profile | undefined;
  readonly deal: DealNotice["deal"] | undefined;
}

/** One mail of who entered. Of somebody who is gone, or on no list any more, nothing is said. */
export async function mailOfEntry(
  context: MailContext,
  program: Notification,
  email: Email,
  { workspaceId, object, profileId, revision, at }: MembershipEvent,
): Promise<void> {
  if (!isRunning(program, context.clock.now())) return;
  const person = await followPointers(context.storage, { workspaceId, object, id: profileId });
  if (person === undefined || !takesPart(person)) return;
  const key = `${profileId}#${revision}`;
  await mailOf(context, program, email, { key, at, person, deal: undefined });
}

/** News of a deal: a mail for each who collaborates on it, or one for whom the program names. */
export async function mailOfDeal(
  context: MailContext,
  program: Notification,
  email: Email,
  { workspaceId, noticeId, deal, recipients, at }: DealNotice,
): Promise<void> {
  // A notice may have been parked, and be sent back long after.
  if (!isRunning(program, context.clock.now())) return;
  if (email.to !== "members")
    return mailOf(context, program, email, { key: noticeId, at, person: undefined, deal });
  // All are tried; the message comes back for those that failed, and finds the others sent.
  const failed = await forEach(recipients, async (id) => {
    const person = await followPointers(context.storage, { workspaceId, object: "contact", id });
    if (person === undefined || !takesPart(person)) return;
    await mailOf(context, program, email, { key: `${noticeId}#${id}`, at, person, deal });
  });
  if (failed.size > 0) throw worthTelling([...failed.values()]);
}

/** What brings the message back, if anything does: parked for one, it would be lost for the others. */
function worthTelling(errors: readonly unknown[]): unknown {
  const passes = (error: unknown) =>
    error instanceof RetryableError || error instanceof RateLimitedError;
  return errors.find(passes) ?? errors[0];
}

async function mailOf(
  context: MailContext,
  program: Notification,
  email: Email,
  occasion: Occasion,
): Promise<void> {
  const { workspaceId, id: programId } = program;
  const profileId = email.to === "members" ? occasion.person?.id : undefined;
  const errand = { workspaceId, programId, key: occasion.key, profileId };
  const to = await recipientOf(context, program, email, occasion.person);
  if (typeof to === "object") return withholdMail(context, errand, to.withheld);
  await sendMail(context, { ...errand, to, ...written(program, email, occasion) });
}

/** The address, or why nobody is written to. */
async function recipientOf(
  context: MailContext,
  { owner, name }: Notification,
  { to }: Email,
  person: Profile | undefined,
): Promise<string | { readonly withheld: string }> {
  if (to === "owner") {
    const address = ownerAddress(owner);
    if (address === undefined)
      throw new PermanentError(`The owner of "${name}" has no address: write Name <address>.`);
    return address;
  }
  if (to !== "members") return to;
  if (person === undefined) return { withheld: "There is nobody to write to." };
  const [stop] = await stopsOf(context, person);
  if (stop !== undefined) return { withheld: `Mails to them were stopped: ${stop.reason}.` };
  const address = visibleCell(person.cells, "email")?.value;
  // Sources may differ, and an older address may be somebody else's by now.
  return typeof address === "string" && address.trim() !== ""
    ? address.trim()
    : { withheld: "No source has told of an e-mail address." };
}

function written(
  { name, owner }: Notification,
  { subject, text, replyTo }: Email,
  { at, person, deal }: Occasion,
): Pick<Letter, "subject" | "text" | "replyTo"> {
  const values: MailValues = {
    program: name,
    owner,
    at,
    person: (attribute) => person && visibleCell(person.cells, attribute)?.value,
    deal: deal === undefined ? {} : { ...deal.values, id: deal.id },
  };
  return { subject: filledLine(subject, values), text: filledText(text, values), replyTo };
}
