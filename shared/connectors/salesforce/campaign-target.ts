import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import {
  assertUsable,
  campaignName,
  findOrMakeCampaign,
  type Statuses,
  statuses,
} from "./campaign.ts";
import { membersOf, referenceOf, type Write, writeFor } from "./campaign-members.ts";
import { campaignRoster } from "./campaign-roster.ts";
import { chooseCampaign } from "./choose-campaign.ts";
import { recordRefusal, type Salesforce, type SaveResult, sessionOf } from "./session.ts";

/**
 * Keeps the members of one campaign equal to a segment: who enters becomes a member, who
 * leaves gets the status that says so.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm
 */
export const campaignTarget: PushTarget = {
  kind: "salesforce-campaign",
  /** What a collection may carry. */
  batchSize: 200,
  members: campaignRoster,
  choices: ["listId", "statuses"],
  choose: chooseCampaign,
  async prepare({ listId, segmentName }, connection) {
    if (listId !== undefined) return { listId };
    const salesforce = await sessionOf(connection);
    return { listId: await findOrMakeCampaign(salesforce, campaignName(segmentName)) };
  },
  async push({ destination, connection, add, remove }) {
    const { listId, segmentName, statuses: given = statuses } = destination;
    if (listId === undefined)
      throw new PermanentError(`No Salesforce campaign was made yet for "${segmentName}".`);
    const salesforce = await sessionOf(connection);
    await assertUsable(salesforce, listId, segmentName);
    const wishes = [
      ...add.map((record) => ({ record, isIn: true })),
      ...remove.map((record) => ({ record, isIn: false })),
    ];
    const refused = await agree(salesforce, listId, wishes, given);
    return wishes.flatMap(({ record, isIn }) => outcomeOf(record, isIn, refused) ?? []);
  },
};

interface Wish {
  readonly record: PushRecord;
  readonly isIn: boolean;
}

/** Why a record could not be written; "again" where it may be in a moment. */
type Refusals = ReadonlyMap<string, SaveResult>;

/** Writes what differs; returns the records that Salesforce refused, by their id. */
async function agree(
  salesforce: Salesforce,
  campaignId: string,
  wishes: readonly Wish[],
  given: Statuses,
): Promise<Refusals> {
  const known = wishes.flatMap(({ record: { recordId }, isIn }) =>
    recordId === undefined ? [] : [{ recordId, isIn }],
  );
  const members = await membersOf(
    salesforce,
    campaignId,
    known.map(({ recordId }) => recordId),
  );
  const writes = known.flatMap(({ recordId, isIn }) => {
    const write = writeFor(campaignId, recordId, members.get(recordId), isIn, given);
    return write === undefined ? [] : [{ recordId, write }];
  });
  const refused = new Map<string, SaveResult>();
  for (const act of ["create", "update"] as const) {
    const own = writes.filter(({ write }) => write.act === act);
    const results = await written(salesforce, act, own);
    own.forEach(({ recordId }, place) => {
      const result = results[place];
      if (result !== undefined && !result.success) refused.set(recordId, result);
    });
  }
  return refused;
}

async function written(
  salesforce: Salesforce,
  act: Write["act"],
  writes: readonly { readonly write: Write }[],
): Promise<SaveResult[]> {
  if (writes.length === 0) return [];
  return salesforce[act](
    "CampaignMember",
    writes.map(({ write }) => write.fields),
  );
}

/** Somebody else was quicker: the record is a member, as it should be. */
const alreadyThere: ReadonlySet<string> = new Set(["DUPLICATE_VALUE"]);
/** The record is held by another transaction: no outcome yet, so it comes again. */
const held: ReadonlySet<string> = new Set([
  "UNABLE_TO_LOCK_ROW",
  "ALL_OR_NONE_OPERATION_ROLLED_BACK",
]);

function outcomeOf(
  { profileId, recordId }: PushRecord,
  isIn: boolean,
  refusals: Refusals,
): PushOutcome | undefined {
  if (recordId === undefined || referenceOf(recordId) === undefined) {
    // Who is not in the org is no member either: that removal is done.
    if (!isIn) return { profileId, state: "confirmed" };
    const reason =
      recordId === undefined
        ? "This profile has no record in this Salesforce org."
        : `Salesforce record ${recordId} is no contact, lead or account.`;
    return { profileId, state: "refused", reason };
  }
  const refusal = refusals.get(recordId);
  const codes = refusal?.errors.map(({ statusCode }) => statusCode) ?? [];
  if (refusal === undefined || codes.some((code) => alreadyThere.has(code)))
    return { profileId, state: "confirmed" };
  if (codes.some((code) => held.has(code))) return undefined;
  const reason = `Salesforce refused record ${recordId}: ${recordRefusal(refusal) ?? "no reason given"}`;
  return { profileId, state: "refused", reason };
}
