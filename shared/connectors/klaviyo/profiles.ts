import { z } from "zod";
import type { PushRecord } from "../connector.ts";
import { bodyOf, isSuccess } from "../json-api.ts";
import type { ApiAccess } from "../key-access.ts";
import { callKlaviyo, klaviyoFailure, sendKlaviyo, system, wordsOf } from "./api.ts";
import { quoted } from "./lists.ts";

const Profile = z.object({
  id: z.string(),
  attributes: z.object({ email: z.string().nullish() }),
});
const Page = z.object({ data: z.array(Profile) });
const Made = z.object({ data: z.object({ id: z.string() }) });

/** As many addresses as a request's own address has room for, however long they are. */
const addressesAtOnce = 40;

/** Klaviyo's ids of those it knows, by address in lower case. */
export async function profilesByEmail(
  access: ApiAccess,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let start = 0; start < emails.length; start += addressesAtOnce) {
    const some = emails.slice(start, start + addressesAtOnce);
    const query = new URLSearchParams({
      "fields[profile]": "email",
      "page[size]": "100",
      filter: `any(email,[${some.map(quoted).join(",")}])`,
    });
    const path = `/api/profiles?${query}`;
    const { data } = await callKlaviyo(access, { method: "GET", path }, Page);
    for (const { id, attributes } of data)
      if (attributes.email) found.set(attributes.email.toLowerCase(), id);
  }
  return found;
}

/** A profile that was made, or why Klaviyo takes none with this address. */
export type MadeProfile = { readonly id: string } | { readonly refusal: string };

/**
 * Somebody Klaviyo does not know by address: made, or found by Muster's id where the address is
 * a new one. It says nothing about consent.
 */
export async function makeProfile(
  access: ApiAccess,
  { profileId, email }: Pick<PushRecord, "profileId" | "email">,
): Promise<MadeProfile> {
  const attributes = { email, external_id: profileId };
  const json = { data: { type: "profile", attributes } };
  const answer = await sendKlaviyo(access, { method: "POST", path: "/api/profile-import", json });
  if (isSuccess(answer)) return { id: bodyOf(system, answer, Made).data.id };
  const { status } = answer;
  if (status === 400 || status === 409 || status === 422)
    return { refusal: `Klaviyo refused the profile: ${wordsOf(answer)}` };
  throw klaviyoFailure(answer);
}
