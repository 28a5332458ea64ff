import { PermanentError } from "../../runtime/errors.ts";
import type { MembersRequest, MembersThere } from "../connector.ts";
import { assertUsable, statuses } from "./campaign.ts";
import { Member, membersOf, recordsOf, writeFor } from "./campaign-members.ts";
import { sessionOf } from "./session.ts";
import { quoted } from "./soql.ts";

/** What a query gives at once. */
const pageSize = 2_000;

/**
 * Who is in a campaign: its members but for those with the status of having left. In Muster's own
 * campaign a member whom somebody else added gets that status too: it stays listed, and its
 * history counts. A converted lead's member goes by two records, of which the segment may know
 * either.
 */
export const campaignRoster: MembersThere = {
  keyOf: ({ recordId }) => recordId,
  async page(request, cursor = "") {
    const { campaignId, given, salesforce } = await openCampaign(request);
    if (cursor === "") {
      await assertUsable(salesforce, campaignId, request.destination.segmentName);
      await request.spend?.();
    }
    const rows = await salesforce.query(
      "SELECT Id, Status, ContactId, LeadId, AccountId FROM CampaignMember " +
        `WHERE CampaignId = ${quoted(campaignId)} AND Status != ${quoted(given.left)} ` +
        `AND Id > ${quoted(cursor)} ORDER BY Id LIMIT ${pageSize}`,
      Member,
    );
    const names = rows.map(recordsOf);
    return {
      keys: names.filter(({ length }) => length === 1).flat(),
      alsoKnownAs: names.filter(({ length }) => length > 1).flat(),
      next: rows.length < pageSize ? undefined : rows.at(-1)?.Id,
    };
  },
  strangers: {
    mayGo: ({ isChosen = false }) => !isChosen,
    async remove(request, keys) {
      const { campaignId, given, salesforce } = await openCampaign(request);
      const members = await membersOf(salesforce, campaignId, keys);
      const writes = keys.flatMap((key) => {
        const write = writeFor(campaignId, key, members.get(key), false, given);
        return write === undefined ? [] : [write.fields];
      });
      if (writes.length === 0) return;
      await request.spend?.();
      await salesforce.update("CampaignMember", writes);
    },
  },
};

async function openCampaign({ destination, connection }: MembersRequest) {
  const { listId: campaignId, segmentName, statuses: given = statuses } = destination;
  if (campaignId === undefined)
    throw new PermanentError(`No Salesforce campaign was made yet for "${segmentName}".`);
  return { campaignId, given, salesforce: await sessionOf(connection) };
}
