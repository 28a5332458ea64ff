import { z } from "zod";
import { SetupError } from "../../runtime/errors.ts";
import type { Account } from "./api.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
const Tag = z.object({ id: Id, tag: z.string(), tagType: z.string() });
const Tags = z.object({ tags: z.array(Tag) });
const Made = z.object({ tag: z.object({ id: Id }) });
const Tagged = z.object({
  contactTags: z.array(z.object({ id: Id, tag: Id })),
});

/** The id of the contacts' tag with this name, made if there is none. */
export async function findOrMakeTag(account: Account, name: string): Promise<string> {
  const query = new URLSearchParams({ "filters[search][eq]": name, limit: "100" });
  const { tags } = await account.call({ method: "GET", path: `/tags?${query}` }, Tags);
  const same = tags.find(({ tag, tagType }) => tag === name && tagType === "contact");
  if (same !== undefined) return same.id;
  const description = "Given to the members of a segment, and taken from them, by Muster.";
  const json = { tag: { tag: name, tagType: "contact", description } };
  const made = await account.call({ method: "POST", path: "/tags", json }, Made);
  return made.tag.id;
}

/** Throws a `PermanentError` that says what to do about a tag that was deleted. */
export async function assertTag(account: Account, tagId: string, segmentName: string) {
  const { status } = await account.send({ method: "GET", path: `/tags/${pathPart(tagId)}` });
  if (status !== 404) return;
  throw new SetupError(
    `ActiveCampaign's tag ${tagId}, which stands for "${segmentName}", no longer exists.`,
    "Sweep the destination with remake: that makes a new tag and gives it to all members.",
  );
}

/** The ids under which a contact has a tag; usually one, or none. */
export async function taggingsOf(
  account: Account,
  contactId: string,
  tagId: string,
): Promise<string[]> {
  const path = `/contacts/${pathPart(contactId)}/contactTags`;
  const { contactTags } = await account.call({ method: "GET", path }, Tagged);
  return contactTags.filter(({ tag }) => tag === tagId).map(({ id }) => id);
}

export function pathPart(id: string): string {
  return encodeURIComponent(id);
}
