import { z } from "zod";
import { Problem } from "../../runtime/errors.ts";
import type { Choice, PushTarget } from "../connector.ts";
import { offerStatuses, statusesAt } from "./campaign.ts";
import { longId } from "./record-id.ts";
import { sessionOf } from "./session.ts";
import { quoted } from "./soql.ts";

const Campaign = z.object({ Id: z.string(), IsActive: z.boolean() });
/** Anywhere in an address; what campaigns' ids begin with. */
const campaignIds = /(?<![A-Za-z0-9])701(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{12})(?![A-Za-z0-9])/;

/**
 * A campaign of the admin's own instead of one made by Muster. Where no statuses are named,
 * Muster's are added to it; those that are named must be there.
 */
export const chooseCampaign: NonNullable<PushTarget["choose"]> = async (wanted) => {
  const { listId, statuses } = wanted;
  if (listId === undefined) {
    if (statuses === undefined) return {};
    throw refusal("/statuses", "Statuses are those of a campaign of yours: name it in listId.");
  }
  const found = campaignIds.exec(listId)?.[0];
  if (found === undefined)
    throw refusal("/listId", "Give the campaign's id (701…) or its address in the browser.");
  const campaignId = longId(found);
  assertFree(wanted, campaignId);
  const salesforce = await sessionOf(wanted.connection);
  const asked = `SELECT Id, IsActive FROM Campaign WHERE Id = ${quoted(campaignId)}`;
  const [campaign] = await salesforce.query(asked, Campaign);
  if (campaign === undefined)
    throw refusal("/listId", `The org has no campaign ${found} that the connected user can see.`);
  if (!campaign.IsActive)
    throw refusal("/listId", `Campaign ${found} is not active: tick Active on it first.`);
  if (statuses === undefined) await offerStatuses(salesforce, campaignId);
  else assertThere(statuses, await statusesAt(salesforce, campaignId));
  return { listId: campaignId, isChosen: true, statuses };
};

/** Of two segments each would mark the other's members as having left. */
function assertFree({ others }: Choice, campaignId: string): void {
  const other = others.find(({ listId }) => listId === campaignId);
  if (other === undefined) return;
  throw new Problem(
    409,
    "Campaign in use",
    `The members of this campaign are kept equal to "${other.segmentName}": choose another one.`,
    "/listId",
  );
}

function assertThere(
  { member, left }: NonNullable<Choice["statuses"]>,
  present: readonly string[],
): void {
  if (member === left) throw refusal("/statuses/left", "Both statuses are the same.");
  for (const [name, status] of [
    ["member", member],
    ["left", left],
  ] as const)
    if (!present.includes(status))
      throw refusal(
        `/statuses/${name}`,
        `The campaign has no status "${status}": add it there, or use one of ${present.join(", ")}.`,
      );
}

function refusal(pointer: string, detail: string): Problem {
  return new Problem(422, "Not valid", detail, pointer);
}
