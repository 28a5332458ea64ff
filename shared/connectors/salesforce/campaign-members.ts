import { z } from "zod";
import type { Statuses } from "./campaign.ts";
import type { Salesforce } from "./session.ts";
import { listed, quoted } from "./soql.ts";

const Id = z.string().nullish();
export const Member = z.object({
  Id: z.string(),
  Status: z.string().nullish(),
  ContactId: Id,
  LeadId: Id,
  AccountId: Id,
});
export type Member = z.infer<typeof Member>;

/** How a member refers to its record, by what the record's id begins with. */
const references = [
  ["003", "ContactId"],
  ["00Q", "LeadId"],
  ["001", "AccountId"],
] as const;
type Reference = (typeof references)[number][1];

export function referenceOf(recordId: string): Reference | undefined {
  return references.find(([prefix]) => recordId.startsWith(prefix))?.[1];
}

/** Those of the records that are members already, by the record's id. */
export async function membersOf(
  salesforce: Salesforce,
  campaignId: string,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Member>> {
  const conditions = references.flatMap(([, reference]) => {
    const ids = recordIds.filter((id) => referenceOf(id) === reference);
    return ids.length === 0 ? [] : [`${reference} IN ${listed(ids)}`];
  });
  if (conditions.length === 0) return new Map();
  const found = await salesforce.query(
    "SELECT Id, Status, ContactId, LeadId, AccountId FROM CampaignMember " +
      `WHERE CampaignId = ${quoted(campaignId)} AND (${conditions.join(" OR ")})`,
    Member,
  );
  return new Map(found.flatMap((member) => recordsOf(member).map((id) => [id, member] as const)));
}

/** A converted lead's member names the contact as well. */
export function recordsOf({ ContactId, LeadId, AccountId }: Member): string[] {
  return [ContactId, LeadId, AccountId].filter((id) => typeof id === "string");
}

/** What to write, so that a record is in or out; undefined where it is so already. */
export type Write =
  | { readonly act: "create"; readonly fields: Readonly<Record<string, string>> }
  | { readonly act: "update"; readonly fields: Readonly<Record<string, string>> };

/**
 * A member that a user gave a status of their own (`Responded`) keeps it while it stays in
 * the segment. Who left stays a member, with the status that says so: its history counts.
 */
export function writeFor(
  campaignId: string,
  recordId: string,
  member: Member | undefined,
  isIn: boolean,
  { member: entered, left }: Statuses,
): Write | undefined {
  if (member === undefined) {
    const reference = referenceOf(recordId);
    if (!isIn || reference === undefined) return undefined;
    return {
      act: "create",
      fields: { CampaignId: campaignId, [reference]: recordId, Status: entered },
    };
  }
  if (isIn !== (member.Status === left)) return undefined;
  return { act: "update", fields: { Id: member.Id, Status: isIn ? entered : left } };
}
