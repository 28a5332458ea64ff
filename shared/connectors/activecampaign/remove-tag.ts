import { z } from "zod";
import { isSuccess } from "../json-api.ts";
import { type Account, accountFailure } from "./api.ts";
import { pathPart, taggingsOf } from "./tags.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
const Contacts = z.object({ contacts: z.array(z.object({ id: Id, email: z.string().nullish() })) });

/** Who is no contact, or does not carry it, is done with. */
export async function removeTag(account: Account, tagId: string, email: string): Promise<void> {
  const query = new URLSearchParams({ email });
  const { contacts } = await account.call({ method: "GET", path: `/contacts?${query}` }, Contacts);
  const same = contacts.filter((each) => each.email?.toLowerCase() === email.toLowerCase());
  for (const { id } of same)
    for (const tagging of await taggingsOf(account, id, tagId)) {
      const path = `/contactTags/${pathPart(tagging)}`;
      const answer = await account.send({ method: "DELETE", path });
      if (!isSuccess(answer) && answer.status !== 404) throw accountFailure(answer);
    }
}
