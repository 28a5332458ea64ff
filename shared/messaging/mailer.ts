import { setTimeout as pause } from "node:timers/promises";
import { SESv2Client, SESv2ServiceException, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { setting } from "../runtime/configuration.ts";
import {
  type MusterError,
  PermanentError,
  RateLimitedError,
  RetryableError,
  SetupError,
} from "../runtime/errors.ts";

export interface Mail {
  readonly to: string;
  readonly replyTo?: string | undefined;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** Where a POST ends all mails to the recipient (RFC 8058); absent in mails that nobody can end. */
  readonly unsubscribe?: string | undefined;
  /** Comes back with what becomes of the mail: letters, figures, `-` and `_`. */
  readonly token: string;
}

/** Nobody knows whether it was sent: the connection broke off after the mail was handed over. */
export class MailInDoubt extends PermanentError {}

/** Where mails are handed over. */
export interface MailSink {
  /**
   * Returns once the mail will be sent. Throws `MailInDoubt` where that is not known; after any
   * other error it was not sent: `SetupError` for what a person must mend, `PermanentError` for a
   * mail that is refused, `RateLimitedError` and `RetryableError` for what passes.
   */
  send(mail: Mail): Promise<void>;
}

const requestTimeoutMs = 20_000;
/** Well before the request's own end, which leaves in doubt what this does not. */
const connectionTimeoutMs = 5_000;
/** How long a mail waits for its turn before its message goes back to the queue. */
const patienceMs = 8_000;
const firstWaitMs = 250;

/**
 * Amazon SES, each mail handed over once: the SDK's own retries would send a mail again of which
 * nothing was heard. Each has a connection of its own: one that was kept may have gone stale while
 * the function was frozen, and break off on the next mail. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export function openMailer(): MailSink {
  const requestHandler = {
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  };
  const client = new SESv2Client({ maxAttempts: 1, requestHandler });
  return { send: (mail) => sendPatiently(client, mail) };
}

/** Waits a little, each time longer, while SES takes no more a second. */
async function sendPatiently(client: SESv2Client, mail: Mail): Promise<void> {
  for (let waited = 0, wait = firstWaitMs; ; wait *= 2) {
    try {
      return await handOver(client, mail);
    } catch (error) {
      const mayWait = error instanceof RateLimitedError && error.retryAfterMs <= patienceMs;
      if (!mayWait || waited + wait > patienceMs) throw error;
      const jittered = wait * (0.5 + Math.random());
      waited += jittered;
      await pause(jittered);
    }
  }
}

async function handOver(client: SESv2Client, mail: Mail): Promise<void> {
  const command = new SendEmailCommand({
    FromEmailAddress: sender(),
    Destination: { ToAddresses: [mail.to] },
    ...(mail.replyTo === undefined ? {} : { ReplyToAddresses: [mail.replyTo] }),
    ConfigurationSetName: setting("MAIL_CONFIGURATION_SET"),
    EmailTags: [{ Name: "mail", Value: mail.token }],
    Content: {
      Simple: {
        Subject: { Data: mail.subject, Charset: "UTF-8" },
        Body: { Text: { Data: mail.text, Charset: "UTF-8" } },
        Headers: headersOf(mail),
      },
    },
  });
  try {
    await client.send(command);
  } catch (error) {
    throw translated(error);
  }
}

function sender(): string {
  const address = setting("MAIL_FROM");
  // As the template has it where its deployment named nobody.
  if (address !== "none") return address;
  throw new SetupError(
    "Muster was deployed without a sender of mails.",
    "Deploy with MailFrom, the sender, and MailIdentity, its identity that is verified in Amazon SES.",
  );
}

function headersOf({ unsubscribe }: Mail) {
  if (unsubscribe === undefined) return [];
  return [
    { Name: "List-Unsubscribe", Value: `<${unsubscribe}>` },
    { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
  ];
}

function translated(error: unknown): MusterError {
  const options = { cause: error };
  if (error instanceof SESv2ServiceException) return refusal(error);
  // Nothing was handed over where nobody was reached.
  const obstacle = obstacleOf(error);
  if (obstacle !== undefined)
    return new RetryableError(`Amazon SES was not reached: ${obstacle}`, options);
  if (error instanceof Error && error.name === "CredentialsProviderError")
    return new RetryableError("There were no credentials for Amazon SES.", options);
  return new MailInDoubt(
    "Amazon SES did not answer, so the mail may have been sent: look there before it is sent again.",
    options,
  );
}

const unreached: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Why no connection came about; undefined where one did, or may have. */
function obstacleOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && unreached.has(String(error.code))) return String(error.code);
  // The SDK tells it from a request that got no answer by its words alone.
  const isUnconnected =
    error.name === "TimeoutError" && error.message.includes("did not establish a connection");
  return isUnconnected ? "no connection in time" : undefined;
}

const dayMs = 86_400_000;

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
function refusal(error: SESv2ServiceException): MusterError {
  const { name, message, $metadata } = error;
  const { httpStatusCode: status = 500 } = $metadata;
  const options = { cause: error };
  const setup = (said: string, remedy: string) => new SetupError(said, remedy, options);
  if (status === 429 || name === "TooManyRequestsException" || name === "ThrottlingException")
    return new RateLimitedError(
      "Amazon SES takes no more mails for now.",
      /daily/i.test(message) ? dayMs : 1_000,
      options,
    );
  if (status >= 500) return new RetryableError(`Amazon SES answered ${status}.`, options);
  switch (name) {
    case "MailFromDomainNotVerifiedException":
      return unverified(setup);
    case "MessageRejected":
      return /not verified/i.test(message)
        ? unverified(setup)
        : new PermanentError("Amazon SES refused what the mail says.", options);
    case "AccountSuspendedException":
    case "SendingPausedException":
      return setup(
        "Amazon SES has stopped this account from sending.",
        "Look at the account dashboard of Amazon SES for the reason, and have sending resumed.",
      );
    case "AccessDeniedException":
      return setup(
        "The function may not send as MailFrom.",
        "Deploy with MailIdentity naming the verified identity that MailFrom belongs to.",
      );
    case "NotFoundException":
      return setup("The configuration set for mails is gone.", "Deploy the stack again.");
    default:
      return new PermanentError(`Amazon SES refused the mail: ${name}.`, options);
  }
}

function unverified(setup: (said: string, remedy: string) => SetupError): SetupError {
  return setup(
    "Amazon SES does not know the sender as verified, or is still in its sandbox, where recipients must be verified too.",
    "Verify the identity of MailFrom in Amazon SES, and ask there for production access.",
  );
}
