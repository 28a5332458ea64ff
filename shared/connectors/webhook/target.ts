import { createHash } from "node:crypto";
import type { Destination } from "../../contracts/destination.ts";
import type { MembershipEvent } from "../../contracts/event.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { inParallel } from "../in-parallel.ts";
import { type OutboundAnswer, readAddress, sendOutbound } from "../outbound.ts";
import { signStandardWebhook } from "./signature.ts";

type DetailType = "segment.entered" | "segment.exited";

/**
 * Tells an address of the customer's who entered and who left, one signed request a record.
 * A call that failed half-way is repeated whole: receivers drop repeats by `webhook-id`.
 */
export const webhookTarget: PushTarget = {
  kind: "webhook",
  batchSize: 10,
  async prepare(destination) {
    readAddress(addressOf(destination).url);
    return {};
  },
  async push({ destination, add, remove }) {
    const address = addressOf(destination);
    const notices = [
      ...add.map((record) => ({ record, type: "segment.entered" as const })),
      ...remove.map((record) => ({ record, type: "segment.exited" as const })),
    ];
    return inParallel(notices, webhookTarget.batchSize, ({ record, type }) =>
      notify(address, record, type),
    );
  },
};

interface Address {
  readonly url: string;
  readonly secret: string;
}

function addressOf({ url, secret }: Destination): Address {
  if (url !== undefined && secret !== undefined) return { url, secret };
  throw new PermanentError("A webhook destination needs an address and a secret to sign with.");
}

async function notify(
  address: Address,
  record: PushRecord,
  type: DetailType,
): Promise<PushOutcome> {
  const { event } = record;
  const body = JSON.stringify({ type, timestamp: event.at, data: event });
  const id = webhookIdOf(event);
  // Receivers judge the timestamp by their own clock, so it is the wall clock, never Muster's.
  const timestamp = String(Math.floor(Date.now() / 1000));
  const answer = await sendOutbound({
    url: address.url,
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signStandardWebhook(address.secret, id, timestamp, body),
    },
  });
  return outcomeOf(answer, record.profileId, address);
}

function outcomeOf(answer: OutboundAnswer, profileId: string, { url }: Address): PushOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { profileId, state: "confirmed" };
  if (status === 429 || status === 408 || status >= 500) {
    const retryAfterMs = readRetryAfter(answer.headers["retry-after"] ?? null, Date.now());
    throw failureOf({ system: new URL(url).host, status, message: "webhook", retryAfterMs });
  }
  return { profileId, state: "refused", reason: reasonFor(status) };
}

function reasonFor(status: number): string {
  if (status === 410) return "The receiver answered 410: it no longer wants these webhooks.";
  if (status >= 300 && status < 400) {
    return `The receiver answered ${status}: redirects are not followed; give the final address.`;
  }
  return `The receiver answered ${status}.`;
}

/** The same for every attempt at one event, so that receivers can drop repeats. */
export function webhookIdOf(event: MembershipEvent): string {
  const { workspaceId, segmentId, profileId, revision } = event;
  const identity = JSON.stringify([workspaceId, segmentId, profileId, revision]);
  return `msg_${createHash("sha256").update(identity).digest("base64url").slice(0, 27)}`;
}
