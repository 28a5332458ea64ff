import { z } from "zod";
import { RetryableError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import { bodyOf, isSuccess } from "../json-api.ts";
import { type ApiAccess, keyAccess } from "../key-access.ts";
import { klaviyoFailure, sendKlaviyo, system } from "./api.ts";
import { type List, listExists, listIsGone } from "./lists.ts";
import { profilesByEmail } from "./profiles.ts";

const Page = z.object({
  data: z.array(z.object({ attributes: z.object({ email: z.string().nullish() }) })),
  links: z.object({ next: z.string().nullish() }).nullish(),
});

/** In the order in which they joined, a hundred a page; the list is Muster's own. */
export const listMembers: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination: { listId: id = "", segmentName }, connection }, cursor) {
    const query = new URLSearchParams({
      "fields[profile]": "email",
      "page[size]": "100",
      sort: "joined_group_at",
      ...(cursor === undefined ? {} : { "page[cursor]": cursor }),
    });
    const path = `/api/lists/${encodeURIComponent(id)}/profiles?${query}`;
    const answer = await sendKlaviyo(keyAccess(connection), { method: "GET", path });
    if (answer.status === 404) throw listIsGone({ id, segmentName });
    if (!isSuccess(answer)) throw klaviyoFailure(answer);
    const { data, links } = bodyOf(system, answer, Page);
    return {
      keys: data.flatMap(({ attributes }) => attributes.email?.toLowerCase() ?? []),
      next: cursorOf(links?.next),
    };
  },
  strangers: {
    mayGo: () => true,
    async remove({ destination: { listId: id = "", segmentName }, connection }, keys) {
      const access = keyAccess(connection);
      const known = await profilesByEmail(access, keys);
      await changeMembers(access, { id, segmentName }, "DELETE", [...known.values()]);
    },
  },
};

/** Repeating it is safe: who is on the list already, or off it, stays so. */
export async function changeMembers(
  access: ApiAccess,
  list: List,
  method: "POST" | "DELETE",
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const path = `/api/lists/${encodeURIComponent(list.id)}/relationships/profiles`;
  const json = { data: ids.map((id) => ({ type: "profile", id })) };
  const answer = await sendKlaviyo(access, { method, path, json });
  if (isSuccess(answer)) return;
  if (answer.status !== 404) throw klaviyoFailure(answer);
  if (await listExists(access, list.id))
    throw new RetryableError("Klaviyo deleted or merged one of the profiles meanwhile.");
  throw listIsGone(list);
}

/** The next page's own mark, out of its address. */
function cursorOf(next: string | null | undefined): string | undefined {
  const url = next ? URL.parse(next) : null;
  return url?.searchParams.get("page[cursor]") ?? undefined;
}
