import type { LocalRoute } from "../gateway.ts";
import type { MailBox } from "./mail-box.ts";

/** Parameters of the template, where nobody's mails leave the machine. */
export const mailParameters = {
  MailFrom: "Muster <muster@local.test>",
  MailIdentity: "local.test",
} as const;

/** `/local/mails`: what was sent, the newest first; on one machine only. */
export function mailRoutes(mails: MailBox): Map<string, LocalRoute> {
  return new Map<string, LocalRoute>([
    [
      "GET /local/mails",
      async (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ items: mails.shown() }));
      },
    ],
  ]);
}
