import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { Problem } from "../runtime/errors.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { findSegment } from "./find-segment.ts";
import { Instant } from "./instant.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const Transition = z
  .object({
    profileId: z.string(),
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
    "As long as there are items there is a `cursor`: ask again `after` the last one to follow the segment.",
  input: { params: SegmentPath, query: z.object({ limit: Limit, after: Cursor }) },
  output: listOf(Transition),
  async handle({ params, query: { limit, after } }, call) {
    const { workspaceId } = call;
    const segment = await findSegment(call, params.id);
    const start = fromCursor("after", after);
    if (segment.state === "building") return { body: { items: [] } };
    const page = await call.context.storage.transitions.after(
      workspaceId,
      segment.id,
      numberIn(start),
      limit,
    );
    const items = page.map(({ profileId, kind, at, cause, segmentVersion }) => ({
      profileId,
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
function numberIn(start: string | undefined): number {
  if (start === undefined) return 0;
  const number = Number(start);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Problem(422, "Not understood", "This is no cursor of transitions.", "/after");
}
