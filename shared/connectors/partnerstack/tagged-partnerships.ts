import { z } from "zod";
import { afterFirst } from "../after-first.ts";
import type { MembersThere } from "../connector.ts";
import { dataOf, sendPartnerStack } from "./api.ts";
import { changeTag } from "./change-tag.ts";

const Page = z.object({
  items: z.array(z.object({ key: z.string(), tags: z.array(z.string()).nullish() })),
  has_more: z.boolean().default(false),
});

/** All partnerships are read, since none can be asked for by tag; the tag is Muster's own. */
export const taggedPartnerships: MembersThere = {
  keyOf: ({ recordId }) => recordId,
  async page({ destination: { listId = "" }, connection }, cursor) {
    const query = new URLSearchParams({
      limit: "100",
      ...(cursor === undefined ? {} : { starting_after: cursor }),
    });
    const call = { method: "GET", path: `/partnerships?${query}` } as const;
    const { items, has_more } = dataOf(await sendPartnerStack(connection, call), Page);
    return {
      keys: items.filter(({ tags }) => tags?.includes(listId)).map(({ key }) => key),
      next: has_more ? items.at(-1)?.key : undefined,
    };
  },
  strangers: {
    mayGo: () => true,
    async remove({ destination: { listId = "" }, connection, spend }, keys) {
      const program = { connection, next: afterFirst(spend) };
      for (const recordId of keys) await changeTag(program, recordId, listId, false);
    },
  },
};
