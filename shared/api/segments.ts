import { z } from "zod";
import type { Segment } from "../contracts/segment.ts";
import { createSegment, resume, retire } from "../flow/define-segment.ts";
import { Problem } from "../runtime/errors.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { etagOf } from "./etag.ts";
import { editSegment, findSegment, readRule } from "./find-segment.ts";
import { route } from "./route.ts";
import { NewSegmentBody, SegmentPatch, SegmentPath, SegmentView } from "./segment-schema.ts";
import { viewSegment, viewSegments } from "./segment-view.ts";

const tag = "Segments";

export const postSegment = route({
  method: "POST",
  path: "/api/v1/segments",
  tag,
  status: 201,
  versioned: true,
  summary: "Describe a population; its members are found in the background",
  input: { body: NewSegmentBody },
  output: SegmentView,
  async handle({ body }, call) {
    const rule = await readRule(call, body, body.rule);
    const { workspaceId } = call;
    const { name, object, owner, description, retireAt, exitGrace } = body;
    const segment = await createSegment(call.context, {
      workspaceId,
      name,
      object,
      owner,
      rule,
      description,
      retireAt,
      exitGrace,
    });
    return {
      body: await viewSegment(call, segment),
      headers: { location: `/api/v1/segments/${segment.id}`, ...etagOf(segment) },
    };
  },
});

export const getSegments = route({
  method: "GET",
  path: "/api/v1/segments",
  tag,
  status: 200,
  summary: "Segments in order of id",
  input: {
    query: z.object({
      limit: Limit,
      cursor: Cursor,
      state: z.enum(["building", "live", "failed", "retired"]).optional().meta({
        description: "Only those in this state; without it, all but the retired.",
      }),
    }),
  },
  output: listOf(SegmentView),
  async handle({ query: { limit, cursor, state } }, call) {
    const after = fromCursor("cursor", cursor);
    const page = await call.context.storage.segments.page(call.workspaceId, limit, after);
    const shown = page.items.filter((each) =>
      state === undefined ? each.state !== "retired" : each.state === state,
    );
    return { body: { items: await viewSegments(call, shown), cursor: toCursor(page.after) } };
  },
});

export const getSegment = route({
  method: "GET",
  path: "/api/v1/segments/{id}",
  tag,
  status: 200,
  versioned: true,
  summary: "One segment, with its rule in plain English",
  input: { params: SegmentPath },
  output: SegmentView,
  async handle({ params }, call) {
    const segment = await findSegment(call, params.id);
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});

export const patchSegment = route({
  method: "PATCH",
  path: "/api/v1/segments/{id}",
  tag,
  status: 200,
  versioned: true,
  summary: "Edit what is not the rule",
  input: { params: SegmentPath, body: SegmentPatch },
  output: SegmentView,
  async handle({ params, body }, call) {
    const segment = await editSegment(call, params.id, (current) =>
      call.context.storage.segments.write(patched(assertNotRetired(current), body)),
    );
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});

export const deleteSegment = route({
  method: "DELETE",
  path: "/api/v1/segments/{id}",
  tag,
  status: 202,
  versioned: true,
  summary: "Retire a segment; its members leave in the background",
  input: { params: SegmentPath },
  output: SegmentView,
  async handle({ params }, call) {
    const segment = await editSegment(call, params.id, async (current) =>
      current.state === "retired" ? current : retire(call.context, current),
    );
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});

export const resumeSegment = route({
  method: "POST",
  path: "/api/v1/segments/{id}/resume",
  tag,
  status: 202,
  versioned: true,
  problems: [409],
  summary: "Go on with a build that stopped",
  input: { params: SegmentPath },
  output: SegmentView,
  async handle({ params }, call) {
    const segment = await editSegment(call, params.id, (current) =>
      resume(call.context, assertNotRetired(current)),
    );
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});

export function assertNotRetired(segment: Segment): Segment {
  if (segment.state !== "retired") return segment;
  throw new Problem(409, "Segment retired", "This segment is retired: create another one.");
}

function patched(segment: Segment, patch: z.output<typeof SegmentPatch>): Segment {
  return {
    ...segment,
    name: patch.name ?? segment.name,
    owner: patch.owner ?? segment.owner,
    description: edited(segment.description, patch.description),
    retireAt: edited(segment.retireAt, patch.retireAt),
    exitGrace: edited(segment.exitGrace, patch.exitGrace),
  };
}

/** `null` takes away, absent keeps. */
function edited(present: string | undefined, wanted: string | null | undefined) {
  return wanted === undefined ? present : (wanted ?? undefined);
}
