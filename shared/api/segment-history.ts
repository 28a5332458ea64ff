import { z } from "zod";
import { SegmentEdit } from "../contracts/segment.ts";
import { withEdit } from "../flow/note-edit.ts";
import { etagOf } from "./etag.ts";
import { editSegment, findSegment } from "./find-segment.ts";
import { Instant, iso } from "./instant.ts";
import { route } from "./route.ts";
import { ReviewBody, SegmentPath, SegmentView } from "./segment-schema.ts";
import { viewSegment } from "./segment-view.ts";
import { assertNotRetired } from "./segments.ts";

const tag = "Segments";

const HistoryItem = SegmentEdit.extend({ at: Instant }).meta({ id: "SegmentEdit" });

export const getHistory = route({
  method: "GET",
  path: "/api/v1/segments/{id}/history",
  tag,
  status: 200,
  summary: "What was done to a segment, by whom, when and why; the newest first",
  description: "The latest 100 edits; the versions themselves stay for as long as the segment.",
  input: { params: SegmentPath },
  output: z.object({ items: z.array(HistoryItem) }),
  async handle({ params }, call) {
    const { edits = [] } = await findSegment(call, params.id);
    return { body: { items: edits.toReversed().map((edit) => ({ ...edit, at: iso(edit.at) })) } };
  },
});

export const postReview = route({
  method: "POST",
  path: "/api/v1/segments/{id}/reviews",
  tag,
  status: 201,
  versioned: true,
  bodyOptional: true,
  problems: [409],
  summary: "Its owner has looked at it, and it is still right",
  input: { params: SegmentPath, body: ReviewBody },
  output: SegmentView,
  async handle({ params, body: { by, reason } }, call) {
    const at = call.context.clock.now();
    const editor = { actor: by ?? call.actor, reason };
    const segment = await editSegment(call, params.id, (current) => {
      const reviewed = withEdit(assertNotRetired(current), editor, { at, kind: "reviewed" });
      return call.context.storage.segments.write({ ...reviewed, reviewedAt: at });
    });
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});
