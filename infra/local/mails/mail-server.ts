import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { EventEntry } from "../bus/event-entry.ts";
import { type RequestHandler, readJson } from "../queues/aws-json.ts";
import { type MailBox, OutboundEmail } from "./mail-box.ts";

/** Of SESv2: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export const outboundPath = "/v2/email/outbound-emails";

/**
 * SESv2's SendEmail in REST and JSON; signatures are not checked, nothing leaves the machine. Mails
 * to the addresses of SES's simulator come back as they do there.
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export function createMailHandler(
  box: MailBox,
  tellBus: (event: EventEntry) => void,
): RequestHandler {
  return async (request, response) => {
    try {
      const mail = OutboundEmail.parse(await readJson(request));
      const id = box.take(mail);
      answer(response, 200, { MessageId: id });
      for (const address of mail.Destination.ToAddresses) comeBack(mail, id, address, tellBus);
    } catch (error) {
      refuse(response, request, error);
    }
  };
}

function comeBack(
  { EmailTags, ConfigurationSetName = "" }: OutboundEmail,
  messageId: string,
  emailAddress: string,
  tellBus: (event: EventEntry) => void,
): void {
  const outcome = outcomeAt(emailAddress);
  if (outcome === undefined) return;
  const tags = EmailTags.map(({ Name, Value }): [string, string[]] => [Name, [Value]]);
  const mail = {
    messageId,
    destination: [emailAddress],
    tags: { ...Object.fromEntries(tags), "ses:configuration-set": [ConfigurationSetName] },
  };
  const { detailType, ...told } = outcome;
  tellBus({ Source: "aws.ses", DetailType: detailType, Detail: JSON.stringify({ ...told, mail }) });
}

function outcomeAt(emailAddress: string) {
  if (/^bounce(\+[^@]*)?@simulator\.amazonses\.com$/.test(emailAddress))
    return {
      detailType: "Email Bounced",
      eventType: "Bounce",
      bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress }] },
    };
  if (/^complaint(\+[^@]*)?@simulator\.amazonses\.com$/.test(emailAddress))
    return {
      detailType: "Email Complaint Received",
      eventType: "Complaint",
      complaint: { complainedRecipients: [{ emailAddress }] },
    };
  return undefined;
}

function answer(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(errorType === undefined ? {} : { "x-amzn-errortype": errorType }),
  });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, { url }: IncomingMessage, error: unknown): void {
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : "Not JSON.";
    return answer(response, 400, { message }, "BadRequestException");
  }
  const cause = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ level: "error", message: "A mail was not taken", url, cause }));
  answer(response, 500, { message: "" }, "InternalServiceErrorException");
}
