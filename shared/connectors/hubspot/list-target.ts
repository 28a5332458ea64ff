import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { tokenOf } from "./access-token.ts";
import { findOrMakeList } from "./list.ts";
import { changeListMembers, listMembers } from "./list-members.ts";

/**
 * Keeps one MANUAL list equal to a segment; lists of other kinds cannot be written to.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/lists
 */
export const hubspotListTarget: PushTarget = {
  kind: "hubspot-list",
  batchSize: 500,
  members: listMembers,
  async prepare(destination, connection) {
    if (destination.listId !== undefined) return { listId: destination.listId };
    const name = `Muster · ${destination.segmentName}`;
    const listId = await findOrMakeList(name, destination.object, tokenOf(connection));
    return { listId };
  },
  async push({ destination, connection, add, remove }) {
    if (destination.listId === undefined)
      throw new PermanentError(`No HubSpot list was made yet for "${destination.segmentName}".`);
    const request = { destination, connection };
    const missing = await changeListMembers(request, byRecordId(add), byRecordId(remove));
    return [
      ...add.map((record) => outcomeOfAdding(record, missing)),
      ...remove.map((record) => confirmed(record)),
    ];
  },
};

function byRecordId(records: readonly PushRecord[]): string[] {
  return records.flatMap(({ recordId }) => (recordId === undefined ? [] : [recordId]));
}

function outcomeOfAdding(record: PushRecord, missing: ReadonlySet<string>): PushOutcome {
  const { profileId, recordId } = record;
  if (recordId === undefined) {
    return { profileId, state: "refused", reason: "This profile has no record in this portal." };
  }
  if (missing.has(recordId)) {
    const reason = `HubSpot has no record ${recordId}: it was deleted or merged there.`;
    return { profileId, state: "refused", reason };
  }
  return confirmed(record);
}

/** Who is not in the portal is not on its list either: that removal is done. */
function confirmed({ profileId }: PushRecord): PushOutcome {
  return { profileId, state: "confirmed" };
}
