import { z } from "zod";
import { stopMail } from "../flow/stop-mail.ts";
import type { Answer } from "./call.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const path = "/api/v1/unsubscribe/{token}";
const input = { params: z.object({ token: z.string() }) };
const Page = z.string().meta({ description: "A page for a person's browser." });

/** What a mail's link opens. Opening it ends nothing, since programs that check mails open links too. */
export const getUnsubscribe = route({
  method: "GET",
  path,
  tag: "Programs",
  status: 200,
  open: true,
  summary: "Ask whether somebody wants no more e-mails; who has the link needs no token",
  input,
  output: Page,
  async handle({ params: { token } }, { context }) {
    if ((await context.storage.mails.bearerOf(token)) === undefined) throw unknown();
    return page(
      "No more of these e-mails?",
      '<form method="post"><button type="submit">Stop them</button></form>',
    );
  },
});

/** One click of a mail program, RFC 8058: it sends no token, no cookie, and follows nothing. */
export const postUnsubscribe = route({
  method: "POST",
  path,
  tag: "Programs",
  status: 200,
  open: true,
  summary: "Stop the e-mails of a workspace's programs to whom the link was sent",
  input,
  output: Page,
  async handle({ params: { token } }, { context }) {
    if (!(await stopMail(context, token, "unsubscribed"))) throw unknown();
    return page("You will get no more of these e-mails.", "");
  },
});

function unknown() {
  return notFound("This link belongs to no e-mail: open it as it stands in the mail.");
}

function page(title: string, content: string): Answer<string> {
  return {
    body: `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${content}`,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; form-action 'self'",
    },
  };
}
