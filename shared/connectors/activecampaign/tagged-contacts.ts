import { z } from "zod";
import type { MembersThere } from "../connector.ts";
import { openAccount } from "./api.ts";
import { removeTag } from "./remove-tag.ts";
import { assertTag } from "./tags.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
const Page = z.object({ contacts: z.array(z.object({ id: Id, email: z.string().nullish() })) });

const contactsAPage = 100;

/** In order of their ids, so that nobody is passed over; the tag is Muster's own. */
export const taggedContacts: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination: { listId = "", segmentName }, ...request }, cursor) {
    const query = new URLSearchParams({
      tagid: listId,
      limit: String(contactsAPage),
      "orders[id]": "ASC",
      ...(cursor === undefined ? {} : { id_greater: cursor }),
    });
    const account = openAccount(request);
    const { contacts } = await account.call({ method: "GET", path: `/contacts?${query}` }, Page);
    // A tag that is gone is carried by nobody, which would look as if all had lost it.
    if (contacts.length === 0) await assertTag(account, listId, segmentName);
    return {
      keys: contacts.flatMap(({ email }) => email?.toLowerCase() ?? []),
      next: contacts.length < contactsAPage ? undefined : contacts.at(-1)?.id,
    };
  },
  strangers: {
    mayGo: () => true,
    async remove({ destination: { listId = "" }, ...request }, keys) {
      const account = openAccount(request);
      for (const email of keys) await removeTag(account, listId, email);
    },
  },
};
