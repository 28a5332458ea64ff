import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { membersAsOf } from "../flow/as-of-members.ts";
import { listMembers } from "../flow/list-members.ts";
import { profileNames } from "../flow/profile-names.ts";
import { utcCalendar } from "../segmentation/time/calendar.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { parseInstant } from "../segmentation/time/instant.ts";
import { AsOf, instantAsOf } from "./as-of.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { findSegment } from "./find-segment.ts";
import { Instant, isoOrAbsent } from "./instant.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const Member = z
  .object({
    profileId: z.string(),
    name: z.string().optional().meta({ description: "Of the person or company." }),
    since: Instant,
    cause: Cause.optional().meta({ description: "Why it entered; of members now." }),
    leavesAt: Instant.optional().meta({
      description: "When time alone takes it out, if nothing else happens.",
    }),
  })
  .meta({ id: "Member" });

const MembersQuery = z.object({
  limit: Limit,
  cursor: Cursor,
  leavesBefore: z
    .string()
    .refine(isPeriodOrInstant, "Give an ISO 8601 duration from now, such as P30D, or an instant.")
    .optional()
    .meta({ description: "Only those whom time alone takes out by then: `P30D` or an instant." }),
  asOf: AsOf.optional().meta({
    description: "Who was in at this instant, by id, from the audit trail.",
  }),
});

function isPeriodOrInstant(text: string): boolean {
  return parseDuration(text) !== undefined || parseInstant(text, utcCalendar) !== undefined;
}

export const getMembers = route({
  method: "GET",
  path: "/api/v1/segments/{id}/members",
  tag: "Segments",
  status: 200,
  summary: "Members at this instant, by since and then id; none while the segment is built",
  description:
    "A page may hold fewer members than `limit`, even none: go on while there is a `cursor`.",
  input: { params: SegmentPath, query: MembersQuery },
  output: listOf(Member),
  async handle({ params, query: { limit, cursor, leavesBefore, asOf } }, call) {
    const segment = await findSegment(call, params.id);
    const after = fromCursor("cursor", cursor);
    if (asOf !== undefined) {
      const instant = instantAsOf(call, "asOf", asOf);
      const then = await membersAsOf(call.context, segment, instant, { limit, after });
      const ids = then.members.map(({ profileId }) => profileId);
      const names = await profileNames(call.context.storage, segment, ids);
      const items = then.members.map((each) => ({ ...each, name: names.get(each.profileId) }));
      return { body: { items, cursor: toCursor(then.after) } };
    }
    const page = await listMembers(call.context, segment, { limit, after, leavesBefore });
    const items = page.members.map((member) => ({
      ...member,
      leavesAt: isoOrAbsent(member.leavesAt),
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});
