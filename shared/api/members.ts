import { z } from "zod";
import { listMembers } from "../flow/list-members.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { findSegment } from "./find-segment.ts";
import { Instant, isoOrAbsent } from "./instant.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const Member = z
  .object({
    profileId: z.string(),
    since: Instant,
    leavesAt: Instant.optional().meta({
      description: "When time alone takes it out, if nothing else happens.",
    }),
  })
  .meta({ id: "Member" });

export const getMembers = route({
  method: "GET",
  path: "/api/v1/segments/{id}/members",
  tag: "Segments",
  status: 200,
  summary: "Members at this instant, by since and then id; none while the segment is built",
  description:
    "A page may hold fewer members than `limit`, even none: go on while there is a `cursor`.",
  input: { params: SegmentPath, query: z.object({ limit: Limit, cursor: Cursor }) },
  output: listOf(Member),
  async handle({ params, query: { limit, cursor } }, call) {
    const segment = await findSegment(call, params.id);
    const page = await listMembers(call.context, segment, limit, fromCursor("cursor", cursor));
    const items = page.members.map(({ profileId, since, leavesAt }) => ({
      profileId,
      since,
      leavesAt: isoOrAbsent(leavesAt),
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});
