import { createHash } from "node:crypto";
import type { MembershipEvent } from "../../contracts/event.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { inParallel } from "../in-parallel.ts";
import { readAddress } from "../outbound.ts";
import { addressOf, postSigned, type SignedAddress } from "./post-signed.ts";

type DetailType = "segment.entered" | "segment.exited";

/**
 * Tells an address of the customer's who entered and who left, one signed request a record.
 * A call that failed half-way is repeated whole: receivers drop repeats by `webhook-id`.
 */
export const webhookTarget: PushTarget = {
  kind: "webhook",
  batchSize: 10,
  choices: ["url"],
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

async function notify(
  address: SignedAddress,
  record: PushRecord,
  type: DetailType,
): Promise<PushOutcome> {
  const { event } = record;
  const body = JSON.stringify({ type, timestamp: event.at, data: event });
  const { profileId } = record;
  const reason = await postSigned(address, webhookIdOf(event), body);
  return reason === undefined
    ? { profileId, state: "confirmed" }
    : { profileId, state: "refused", reason };
}

/** The same for every attempt at one event, so that receivers can drop repeats. */
export function webhookIdOf(event: MembershipEvent): string {
  const { workspaceId, segmentId, profileId, revision } = event;
  const identity = JSON.stringify([workspaceId, segmentId, profileId, revision]);
  return `msg_${createHash("sha256").update(identity).digest("base64url").slice(0, 27)}`;
}
