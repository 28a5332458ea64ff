import { z } from "zod";
import { localAccount, localRegion } from "../intrinsics.ts";
import { needsOfDatabase } from "./database-needs.ts";
import type { Need } from "./grant.ts";

/** A signed request to AWS, as a function sends it. */
export interface SignedRequest {
  /** As the signature names it: `dynamodb`, `sqs`, `events`, `kms`, `ses`. */
  readonly service: string;
  /** After the dot of `X-Amz-Target`, else method and path. */
  readonly operation: string;
  readonly body: unknown;
}

const arn = (service: string, name: string): string =>
  `arn:aws:${service}:${localRegion}:${localAccount}:${name}`;

const OnQueue = z.object({ QueueUrl: z.string() });
const OnBus = z.object({ Entries: z.array(z.object({ EventBusName: z.string() })) });
/** The identity that lets a sender send is taken to be its domain. */
const Mail = z.object({ FromEmailAddress: z.string(), ConfigurationSetName: z.string() });
const WithKey = z.object({ KeyId: z.string() });
const sendMail = "POST /v2/email/outbound-emails";

/**
 * What IAM asks for. What this does not know needs what nobody is granted, so that no call
 * passes unseen.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function needsOf({ service, operation, body }: SignedRequest): readonly Need[] {
  switch (service) {
    case "dynamodb":
      return needsOfDatabase(operation, body);
    case "sqs": {
      const name = OnQueue.parse(body).QueueUrl.split("/").at(-1) ?? "";
      // A batch is allowed as its single call is.
      return [need(`sqs:${operation.replace(/Batch$/, "")}`, arn("sqs", name))];
    }
    case "events": {
      const buses = new Set(OnBus.parse(body).Entries.map(({ EventBusName }) => EventBusName));
      return [...buses].map((bus) =>
        need(
          `events:${operation}`,
          bus.startsWith("arn:") ? bus : arn("events", `event-bus/${bus}`),
        ),
      );
    }
    case "kms":
      return [need(`kms:${operation}`, WithKey.parse(body).KeyId)];
    case "ses": {
      if (operation !== sendMail) return [unknown(service, operation)];
      const { FromEmailAddress: from, ConfigurationSetName: set } = Mail.parse(body);
      const domain = /@([^>\s]+)/.exec(from)?.[1] ?? from;
      return [`identity/${domain}`, `configuration-set/${set}`].map((name) =>
        need("ses:SendEmail", arn("ses", name)),
      );
    }
    default:
      return [unknown(service, operation)];
  }
}

function unknown(service: string, operation: string): Need {
  return need(`${service}:${operation}`, "unknown to the local system");
}

function need(action: string, resource: string): Need {
  return { action, resource, leadingKeys: [] };
}
