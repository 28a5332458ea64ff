import { z } from "zod";
import type { Segment } from "../contracts/segment.ts";
import { renameDestinations } from "../flow/bind-destination.ts";
import { createSegment, resume, retire } from "../flow/define-segment.ts";
import { withEdit } from "../flow/note-edit.ts";
import { applyPolicyEdit, notePolicyEdit } from "../flow/segment-policy.ts";
import { Problem } from "../runtime/errors.ts";
import type { Retirement } from "../storage/retirements.ts";
import type { Call } from "./call.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { etagOf } from "./etag.ts";
import { editSegment, findSegment, readRule } from "./find-segment.ts";
import { route } from "./route.ts";
import {
  EditReason,
  NewSegmentBody,
  SegmentPatch,
  SegmentPath,
  SegmentView,
} from "./segment-schema.ts";
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
    const { reason, ...described } = body;
    const wanted = { ...described, workspaceId, rule };
    const segment = await createSegment(call.context, wanted, { actor: call.actor, reason });
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
    const views = await viewSegments(call, page.items);
    const items = views.filter((each) =>
      state === undefined ? each.state !== "retired" : each.state === state,
    );
    return { body: { items, cursor: toCursor(page.after) } };
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
    const { context } = call;
    const isAboutPolicy = policyFields.some((field) => body[field] !== undefined);
    let look: Retirement | undefined;
    const segment = await editSegment(call, params.id, async (current) => {
      const next = patched(call, assertNotRetired(current), body);
      if (isAboutPolicy) look ??= await notePolicyEdit(context, next);
      return context.storage.segments.write(next);
    });
    if (look !== undefined) await applyPolicyEdit(context, segment, look);
    await renameDestinations(call.context, segment);
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
  input: { params: SegmentPath, query: z.object({ reason: EditReason.shape.reason }) },
  output: SegmentView,
  async handle({ params, query: { reason } }, call) {
    const by = { actor: call.actor, reason };
    const segment = await editSegment(call, params.id, async (current) =>
      current.state === "retired" ? current : retire(call.context, current, by),
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
      resume(call.context, assertNotRetired(current), { actor: call.actor }),
    );
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});

export function assertNotRetired(segment: Segment): Segment {
  if (segment.state !== "retired") return segment;
  throw new Problem(409, "Segment retired", "This segment is retired: create another one.");
}

const policyFields = ["entryDwell", "exitGrace", "retireAt", "exitLeads"] as const;

function patched(
  call: Call,
  segment: Segment,
  { reason, ...patch }: z.output<typeof SegmentPatch>,
): Segment {
  const fields = Object.keys(patch);
  const by = { actor: call.actor, reason };
  return {
    ...withEdit(segment, by, { at: call.context.clock.now(), kind: "edited", fields }),
    name: patch.name ?? segment.name,
    owner: patch.owner ?? segment.owner,
    description: edited(segment.description, patch.description),
    retireAt: edited(segment.retireAt, patch.retireAt),
    entryDwell: edited(segment.entryDwell, patch.entryDwell),
    exitGrace: edited(segment.exitGrace, patch.exitGrace),
    exitLeads: edited(segment.exitLeads, patch.exitLeads),
    reviewEvery: edited(segment.reviewEvery, patch.reviewEvery),
  };
}

/** `null` takes away, absent keeps. */
function edited<Value>(present: Value | undefined, wanted: Value | null | undefined) {
  return wanted === undefined ? present : (wanted ?? undefined);
}
