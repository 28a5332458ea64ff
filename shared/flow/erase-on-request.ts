import { isErasureMark } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { enqueueChanges } from "./enqueue-changes.ts";

/** Sends the erasure on its way, as one more change of one of the person's records. */
export async function eraseOnRequest(
  context: Pick<FlowContext, "queues" | "clock">,
  { workspaceId, object, records, erasedAt }: Profile,
): Promise<void> {
  if (erasedAt !== undefined) return;
  const [record] = records;
  if (record === undefined)
    throw new Problem(409, "Nothing to erase", "No source has told of this profile.");
  const { connectionId: id, recordId } = record;
  const at = context.clock.now();
  const erasure = { object, recordId, at, body: { kind: "erasure" as const } };
  await enqueueChanges(context, { workspaceId, id, rank: 0 }, [erasure], "webhooks");
}

/**
 * From now on what sources tell of the person is taken in again. What was erased stays so: the
 * profile begins with nothing.
 */
export async function liftErasure(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  profile: Profile,
): Promise<void> {
  await retrying(ConflictError, async () => {
    const stored = (await storage.profiles.read([profile])).get(profile.id);
    if (stored?.erasedAt === undefined)
      throw new Problem(409, "Not erased", "This profile is not erased: there is nothing to lift.");
    const { erasedAt: _lifted, ...rest } = stored;
    const holder = { ...rest, claims: [], revision: stored.revision + 1 };
    const note = { at: clock.now(), history: [], flips: [] };
    const released = stored.claims.filter(isErasureMark);
    await storage.claims.commit([{ profile: holder, note, read: stored.revision }], {
      holder,
      held: [],
      released,
      takenFrom: [],
    });
  });
}
