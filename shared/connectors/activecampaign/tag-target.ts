import { z } from "zod";
import { PermanentError, RetryableError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushRequest, PushTarget } from "../connector.ts";
import { bodyOf, isSuccess } from "../json-api.ts";
import { peopleOnly } from "../people-only.ts";
import { type Account, accountFailure, openAccount, wordsOf } from "./api.ts";
import { removeTag } from "./remove-tag.ts";
import { taggedContacts } from "./tagged-contacts.ts";
import { assertTag, findOrMakeTag } from "./tags.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
const Synced = z.object({ contact: z.object({ id: Id }) });

/**
 * Keeps who carries one tag equal to a segment of contacts. Who enters is made a contact where
 * there is none with the address; who leaves loses the tag and stays a contact.
 * https://developers.activecampaign.com/reference/create-contact-tag
 */
export const activeCampaignTagTarget: PushTarget = {
  kind: "activecampaign-tag",
  /** Each record takes two or three requests of the five a second. */
  batchSize: 5,
  choose: peopleOnly("ActiveCampaign"),
  async prepare({ listId, segmentName }, connection, spend) {
    if (listId !== undefined) return { listId };
    const account = openAccount({ connection, ...(spend && { spend }) });
    return { listId: await findOrMakeTag(account, `Muster · ${segmentName}`) };
  },
  async push(request) {
    const tag = tagOf(request);
    const account = openAccount(request);
    const outcomes: PushOutcome[] = [];
    for (const record of request.add) outcomes.push(await addTag(account, tag, record));
    for (const { profileId, email } of request.remove) {
      if (email !== undefined) await removeTag(account, tag.id, email);
      outcomes.push({ profileId, state: "confirmed" });
    }
    return outcomes;
  },
  members: taggedContacts,
};

interface Tag {
  readonly id: string;
  readonly segmentName: string;
}

function tagOf({ destination: { listId, segmentName } }: Pick<PushRequest, "destination">): Tag {
  if (listId !== undefined) return { id: listId, segmentName };
  throw new PermanentError(`No ActiveCampaign tag was made yet for "${segmentName}".`);
}

async function addTag(
  account: Account,
  tag: Tag,
  { profileId, email }: PushRecord,
): Promise<PushOutcome> {
  if (email === undefined)
    return refused(profileId, "ActiveCampaign knows people by e-mail, and this profile has none.");
  const path = "/contact/sync";
  const synced = await account.send({ method: "POST", path, json: { contact: { email } } });
  if (synced.status === 422 || synced.status === 400)
    return refused(profileId, `ActiveCampaign refused the contact: ${wordsOf(synced)}`);
  if (!isSuccess(synced)) throw accountFailure(synced);
  const { contact } = bodyOf("ActiveCampaign", synced, Synced);
  const json = { contactTag: { contact: contact.id, tag: tag.id } };
  const tagged = await account.send({ method: "POST", path: "/contactTags", json });
  if (isSuccess(tagged)) return { profileId, state: "confirmed" };
  if (tagged.status === 404 || tagged.status === 422) {
    await assertTag(account, tag.id, tag.segmentName);
    if (tagged.status === 422)
      return refused(profileId, `ActiveCampaign refused the tag: ${wordsOf(tagged)}`);
    throw new RetryableError("ActiveCampaign deleted or merged the contact meanwhile.");
  }
  throw accountFailure(tagged);
}

function refused(profileId: string, reason: string): PushOutcome {
  return { profileId, state: "refused", reason };
}
