import { z } from "zod";
import type { Destination } from "../../contracts/destination.ts";
import { PermanentError, SetupError } from "../../runtime/errors.ts";
import { recordRefusal, type Salesforce } from "./session.ts";
import { quoted } from "./soql.ts";

/** The statuses that Muster gives unless others are chosen; the rest is the users' own. */
export const statuses = { member: "In segment", left: "Left segment" } as const;

export type Statuses = NonNullable<Destination["statuses"]>;

const Found = z.object({ Id: z.string() });
const State = z.object({ Id: z.string(), IsActive: z.boolean(), IsDeleted: z.boolean() });
const Labelled = z.object({ Label: z.string() });

/**
 * The id of the campaign with this name, made if there is none; both statuses are there
 * afterwards. Looking first keeps a repeated call from making a second one.
 */
export async function findOrMakeCampaign(salesforce: Salesforce, name: string): Promise<string> {
  const asked = `SELECT Id FROM Campaign WHERE Name = ${quoted(name)} ORDER BY CreatedDate LIMIT 1`;
  const [existing] = await salesforce.query(asked, Found);
  const campaignId = existing?.Id ?? (await makeOne(salesforce, "Campaign", [campaignOf(name)]));
  await offerStatuses(salesforce, campaignId);
  return campaignId;
}

/** Makes those of Muster's own statuses that a campaign lacks. */
export async function offerStatuses(salesforce: Salesforce, campaignId: string): Promise<void> {
  const present = await statusesAt(salesforce, campaignId);
  const missing = Object.values(statuses).filter((status) => !present.includes(status));
  if (missing.length > 0)
    await makeOne(
      salesforce,
      "CampaignMemberStatus",
      missing.map((Label) => ({ CampaignId: campaignId, Label, HasResponded: false })),
    );
}

/** What members of a campaign can be marked with. */
export async function statusesAt(salesforce: Salesforce, campaignId: string): Promise<string[]> {
  const asked = `SELECT Label FROM CampaignMemberStatus WHERE CampaignId = ${quoted(campaignId)}`;
  return (await salesforce.query(asked, Labelled)).map(({ Label }) => Label);
}

/** Salesforce's own limit; longer names are cut there. */
const longestName = 80;

/** As Salesforce will hold it. */
export function campaignName(segmentName: string): string {
  return `Muster · ${segmentName}`.slice(0, longestName);
}

function campaignOf(name: string) {
  return {
    Name: name,
    IsActive: true,
    Status: "In Progress",
    Description: "Its members are kept equal to a segment by Muster.",
  };
}

/** Makes all or says why not; returns the first one's id. */
async function makeOne(
  salesforce: Salesforce,
  entity: string,
  records: Parameters<Salesforce["create"]>[1],
): Promise<string> {
  const results = await salesforce.create(entity, records);
  const refusal = results.map(recordRefusal).find((reason) => reason !== undefined);
  const id = results[0]?.id;
  if (refusal === undefined && typeof id === "string") return id;
  throw new PermanentError(
    `Salesforce does not let Muster make a ${entity} (${refusal ?? "no reason given"}): ` +
      "give the connected user the permission set that came with the app, and tick Marketing User.",
  );
}

/** Throws a `PermanentError` that says what to do about a campaign that takes no members. */
export async function assertUsable(
  salesforce: Salesforce,
  campaignId: string,
  segmentName: string,
): Promise<void> {
  const asked = `SELECT Id, IsActive, IsDeleted FROM Campaign WHERE Id = ${quoted(campaignId)}`;
  const [campaign] = await salesforce.query(asked, State, true);
  if (campaign === undefined || campaign.IsDeleted)
    throw new SetupError(
      `Salesforce campaign ${campaignId}, which "${segmentName}" is pushed to, was deleted.`,
      "Restore it from Salesforce's recycle bin, then sweep the destination; or sweep it with remake, which makes a new campaign and fills it.",
    );
  if (!campaign.IsActive)
    throw new SetupError(
      `Salesforce campaign ${campaignId}, which "${segmentName}" is pushed to, is archived.`,
      "Make it active again in Salesforce, then sweep the destination; or remove the destination.",
    );
}
