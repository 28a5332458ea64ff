import { z } from "zod";
import type { MembersRequest, MembersThere } from "../connector.ts";
import { tokenOf } from "./access-token.ts";
import { type HubSpotAnswer, type HubSpotCall, sendHubSpot } from "./api.ts";
import { listGone, readListAnswer } from "./list-failure.ts";
import { paths } from "./versions.ts";

const Id = z.union([z.string(), z.number()]).transform(String);

const MembersPage = z.object({
  results: z.array(z.object({ recordId: Id })),
  paging: z.object({ next: z.object({ after: Id }).optional() }).optional(),
});

/** HubSpot spells the first one `recordsIdsAdded`. Members added again appear in none. */
const Changed = z.object({
  recordsIdsAdded: z.array(Id),
  recordIdsRemoved: z.array(Id),
  recordIdsMissing: z.array(Id),
});

/** The most that a page holds. */
const pageSize = 250;

/** Who is on the list, in order of record ids. The list is Muster's own: strangers are taken off it. */
export const listMembers: MembersThere = {
  keyOf: ({ recordId }) => recordId,
  async page(request, cursor) {
    const { listId } = request.destination;
    // It was not made yet: nobody can be on it.
    if (listId === undefined) return { keys: [], next: undefined };
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (cursor !== undefined) query.set("after", cursor);
    const path = `memberships?${query}`;
    const page = await callList(request, listId, { method: "GET", path }, MembersPage);
    const keys = page.results.map(({ recordId }) => recordId);
    return { keys, next: page.paging?.next?.after };
  },
  strangers: {
    mayGo: () => true,
    remove: async (request, keys) => {
      await changeListMembers(request, [], keys);
    },
  },
};

type ListRequest = Pick<MembersRequest, "destination" | "connection">;

/** Returns the ids of records that the portal does not have. */
export async function changeListMembers(
  request: ListRequest,
  recordIdsToAdd: readonly string[],
  recordIdsToRemove: readonly string[],
): Promise<ReadonlySet<string>> {
  const { listId } = request.destination;
  if (listId === undefined || recordIdsToAdd.length + recordIdsToRemove.length === 0)
    return new Set();
  const json = { recordIdsToAdd, recordIdsToRemove };
  const call = { method: "PUT", path: "memberships/add-and-remove", json } as const;
  return new Set((await callList(request, listId, call, Changed)).recordIdsMissing);
}

async function callList<T>(
  { destination, connection }: ListRequest,
  listId: string,
  { path, ...given }: Pick<HubSpotCall, "method" | "path" | "json">,
  schema: z.ZodType<T>,
): Promise<T> {
  const call = {
    ...given,
    path: `${paths.lists.api}/${encodeURIComponent(listId)}/${path}`,
    accessToken: tokenOf(connection),
  };
  const answer: HubSpotAnswer = await sendHubSpot(call);
  if (answer.status === 404) throw listGone(listId, destination.segmentName);
  return readListAnswer(answer, call, schema);
}
