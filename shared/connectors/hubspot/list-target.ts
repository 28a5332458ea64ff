import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import type { Destination } from "../../contracts/destination.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { tokenOf } from "./access-token.ts";
import { readHubSpot, sendHubSpot } from "./api.ts";
import { findOrMakeList } from "./list.ts";
import { paths } from "./versions.ts";

const Ids = z.array(z.union([z.string(), z.number()]).transform(String));

/** HubSpot spells the first one `recordsIdsAdded`. Members added again appear in none. */
const MembershipAnswer = z.object({
  recordsIdsAdded: Ids,
  recordIdsRemoved: Ids,
  recordIdsMissing: Ids,
});

/**
 * Keeps one MANUAL list equal to a segment; lists of other kinds cannot be written to.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/lists
 */
export const hubspotListTarget: PushTarget = {
  kind: "hubspot-list",
  batchSize: 500,
  async prepare(destination, connection) {
    if (destination.listId !== undefined) return { listId: destination.listId };
    const name = `Muster · ${destination.segmentName}`;
    const listId = await findOrMakeList(name, destination.object, tokenOf(connection));
    return { listId };
  },
  async push({ destination, connection, add, remove }) {
    const adding = byRecordId(add);
    const removing = byRecordId(remove);
    const missing = await changeMembers(destination, connection, adding, removing);
    return [
      ...add.map((record) => outcomeOfAdding(record, missing)),
      ...remove.map((record) => confirmed(record)),
    ];
  },
};

async function changeMembers(
  destination: Destination,
  connection: Connection | undefined,
  adding: readonly string[],
  removing: readonly string[],
): Promise<ReadonlySet<string>> {
  const { listId, segmentName } = destination;
  if (listId === undefined) {
    throw new PermanentError(`No HubSpot list was made yet for "${segmentName}".`);
  }
  if (adding.length + removing.length === 0) return new Set();
  const call = {
    method: "PUT",
    path: `${paths.lists.api}/${encodeURIComponent(listId)}/memberships/add-and-remove`,
    accessToken: tokenOf(connection),
    json: { recordIdsToAdd: adding, recordIdsToRemove: removing },
  } as const;
  const answer = await sendHubSpot(call);
  if (answer.status === 404) {
    throw new PermanentError(
      `HubSpot list ${listId}, which "${segmentName}" is pushed to, no longer exists: ` +
        "restore it in HubSpot, or remove this destination and add it again.",
    );
  }
  return new Set(readHubSpot(answer, call, MembershipAnswer).recordIdsMissing);
}

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
