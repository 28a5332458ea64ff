import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { profileNames } from "../flow/profile-names.ts";
import { Problem } from "../runtime/errors.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { findSegment } from "./find-segment.ts";
import { Instant } from "./instant.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const Transition = z
  .object({
    profileId: z.string(),
    name: z.string().optional().meta({ description: "Of the person or company, now." }),
    kind: z.enum(["entered", "exited"]),
    at: Instant,
    cause: Cause,
    version: z.number().meta({ description: "The segment's version that decided." }),
  })
  .meta({ id: "Transition" });

export const getTransitions = route({
  method: "GET",
  path: "/api/v1/segments/{id}/transitions",
  tag: "Segments",
  status: 200,
  summary: "Who entered and left, when and why, in order of happening",
  description:
    "As long as there are items there is a `cursor`: ask again `after` the last one to follow the segment, or to go back where the newest come first.",
  input: {
    params: SegmentPath,
    query: z.object({
      limit: Limit,
      after: Cursor,
      order: z.enum(["oldest", "newest"]).default("oldest").meta({ description: "Which first." }),
    }),
  },
  output: listOf(Transition),
  async handle({ params, query: { limit, after, order } }, call) {
    const { workspaceId } = call;
    const { transitions, profiles } = call.context.storage;
    const segment = await findSegment(call, params.id);
    const start = numberIn(fromCursor("after", after));
    if (segment.state === "building") return { body: { items: [] } };
    const page =
      order === "newest"
        ? await transitions.newest(workspaceId, segment.id, limit, start)
        : await transitions.after(workspaceId, segment.id, start ?? 0, limit);
    const ids = page.map(({ profileId }) => profileId);
    const names = await profileNames({ profiles }, segment, ids);
    const items = page.map(({ profileId, kind, at, cause, segmentVersion }) => ({
      profileId,
      name: names.get(profileId),
      kind,
      at,
      cause,
      version: segmentVersion,
    }));
    const last = page.at(-1);
    return { body: { items, cursor: toCursor(last && String(last.number)) } };
  },
});

/** A cursor is the number of the last transition read. */
function numberIn(start: string | undefined): number | undefined {
  if (start === undefined) return undefined;
  const number = Number(start);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Problem(422, "Not understood", "This is no cursor of transitions.", "/after");
}
