import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";

/** Notes the desired state, unless a newer one is there; returns the record's key at the destination. */
export async function wish(
  { storage }: Pick<PushContext, "storage">,
  destination: Destination,
  event: MembershipEvent,
  desired: boolean,
): Promise<string> {
  const { workspaceId, id } = destination;
  const wished = rowOf(destination, event, desired);
  await retrying(ConflictError, async () => {
    const [known] = await storage.pushes.rows(workspaceId, id, [wished.recordKey]);
    if (known !== undefined && known.revision >= wished.revision) return;
    await storage.pushes.note(workspaceId, id, beside(wished, known), known);
  });
  return wished.recordKey;
}

function rowOf(destination: Destination, event: MembershipEvent, desired: boolean): PushRow {
  const { identities, profileId, revision } = event;
  const recordId = identities.find(
    (each) => each.kind === "record" && each.connectionId === destination.connectionId,
  )?.id;
  const email = identities.find((each) => each.kind === "email")?.id;
  return {
    recordKey: recordId ?? profileId,
    profileId,
    desired,
    revision,
    event,
    state: "pending",
    ...(recordId === undefined ? {} : { recordId }),
    ...(email === undefined ? {} : { email }),
  };
}

/**
 * Somebody stays known by the address they were put in under, whatever it is by now: who is
 * taken out under another one would stay in. What is confirmed already needs no push.
 */
function beside(wished: PushRow, known: PushRow | undefined): PushRow {
  if (known === undefined || (wished.desired && !known.desired)) return wished;
  const row = known.email === undefined ? wished : { ...wished, email: known.email };
  const isDone =
    row.desired === known.desired &&
    known.state === "confirmed" &&
    row.email === known.email &&
    row.recordId === known.recordId;
  return isDone ? { ...row, state: "confirmed" } : row;
}
