import type { Connection } from "../../contracts/connection.ts";
import type { Destination } from "../../contracts/destination.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { tokenOf } from "./access-token.ts";
import { propertyRoster } from "./property-roster.ts";
import { offerSegment, segmentsProperty, withdrawSegment } from "./segments-property.ts";
import { type RecordProblem, updateRecords } from "./update-records.ts";

/**
 * Keeps one property of each record equal to the segments it is in, of those that are bound to
 * it. Each write is the whole value, so it may be repeated.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/properties
 */
export const hubspotPropertyTarget: PushTarget = {
  kind: "hubspot-property",
  /** What a batch update takes. */
  batchSize: 100,
  members: propertyRoster,
  async prepare(destination, connection) {
    const { segmentId, segmentName } = destination;
    if (isOutdated(destination))
      await offerSegment(portalOf(destination, connection), segmentId, segmentName);
    return { shownAs: segmentName };
  },
  async push({ destination, connection, add, remove, spend }) {
    const values = new Map(
      [...add, ...remove].flatMap(({ recordId, shows = [] }): [string, string][] =>
        recordId === undefined ? [] : [[recordId, valueOf(shows)]],
      ),
    );
    const problems = await updateRecords(
      portalOf(destination, connection),
      new Map([...values].map(([recordId, value]) => [recordId, { [segmentsProperty]: value }])),
      spend,
    );
    return [
      ...add.map((record) => outcomeOf(record, problems, true)),
      ...remove.map((record) => outcomeOf(record, problems, false)),
    ];
  },
  shared: {
    // By its name it is known for what it is.
    writes: () => [],
    nameOf: ({ object }) => `${object}.${segmentsProperty}`,
    isOutdated,
    release: (destination, connection) =>
      withdrawSegment(portalOf(destination, connection), destination.segmentId),
  },
};

function isOutdated({ segmentName, shownAs }: Destination): boolean {
  return shownAs !== segmentName;
}

function portalOf({ object }: Destination, connection: Connection | undefined) {
  return { object, accessToken: tokenOf(connection) };
}

/** In the order of their ids: the same segments are always the same value. */
function valueOf(shows: NonNullable<PushRecord["shows"]>): string {
  return shows
    .map(({ segmentId }) => segmentId)
    .toSorted()
    .join(";");
}

/** Who is not in the portal shows nothing there: that removal is done. */
function outcomeOf(
  { profileId, recordId }: PushRecord,
  problems: ReadonlyMap<string, RecordProblem>,
  isIn: boolean,
): PushOutcome {
  const problem = recordId === undefined ? undefined : problems.get(recordId);
  const isGone = recordId === undefined || problem?.isGone === true;
  if (!isIn && isGone) return { profileId, state: "confirmed" };
  if (recordId === undefined) {
    return { profileId, state: "refused", reason: "This profile has no record in this portal." };
  }
  if (problem === undefined) return { profileId, state: "confirmed" };
  return { profileId, state: "refused", reason: problem.reason };
}
