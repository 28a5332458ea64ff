import type { Program, ProgramOf } from "../contracts/program.ts";
import { ownerAddress, placeholderFault } from "../programs/mail-text.ts";
import { invalid } from "./request-problem.ts";

type Mailing = Pick<ProgramOf<"notification">, "about" | "email" | "url"> &
  Pick<Program, "owner" | "objects">;

/** Whether a notification by e-mail can be written and has somewhere to go; throws 422. */
export function checkEmail({ about, email, url, owner, objects }: Mailing): void {
  if (email === undefined) return;
  if (url !== undefined)
    throw invalid("/url", "It is told by e-mail or by webhook: leave out url or email.");
  for (const part of ["subject", "text"] as const) {
    const fault = placeholderFault(email[part], about);
    if (fault !== undefined) throw invalid(`/email/${part}`, fault);
  }
  if (email.to === "owner" && ownerAddress(owner) === undefined)
    throw invalid("/owner", "The owner is to get mails: give them as Name <address>.");
  if (email.to === "members" && about === "entering" && objects.includes("company"))
    throw invalid(
      "/email/to",
      "Companies have no address: name segments of contacts, or have the owner or an address told.",
    );
}
