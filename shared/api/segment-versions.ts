import { addCandidate, promote } from "../flow/define-segment.ts";
import { etagOf } from "./etag.ts";
import { editSegment, findSegment, readRule } from "./find-segment.ts";
import { route } from "./route.ts";
import {
  EditReason,
  SegmentPath,
  SegmentView,
  VersionBody,
  VersionPath,
  VersionView,
} from "./segment-schema.ts";
import { viewSegment, viewVersion } from "./segment-view.ts";
import { assertNotRetired } from "./segments.ts";

const tag = "Segments";
const path = "/api/v1/segments/{id}/versions";

export const postVersion = route({
  method: "POST",
  path,
  tag,
  status: 201,
  versioned: true,
  problems: [409],
  summary: "A new rule as a candidate; nobody is affected until it is promoted",
  input: { params: SegmentPath, body: VersionBody },
  output: VersionView,
  async handle({ params, body }, call) {
    const described = await findSegment(call, params.id);
    const rule = await readRule(call, described, body.rule);
    const candidate = await editSegment(call, params.id, (segment) =>
      addCandidate(call.context, assertNotRetired(segment), rule, {
        actor: call.actor,
        reason: body.reason,
      }),
    );
    return {
      body: viewVersion(candidate, {
        builds: new Map(),
        names: {},
        isFirst: false,
        now: call.context.clock.now(),
      }),
      headers: {
        location: `/api/v1/segments/${params.id}`,
        ...etagOf(await findSegment(call, params.id)),
      },
    };
  },
});

export const promoteVersion = route({
  method: "POST",
  path: `${path}/{n}/promote`,
  tag,
  status: 202,
  versioned: true,
  problems: [409],
  bodyOptional: true,
  summary: "Build a version beside the live one; it takes over once it is complete",
  description: "An older version is promoted in the same way: that rolls back.",
  input: {
    params: VersionPath,
    body: EditReason,
  },
  output: SegmentView,
  async handle({ params, body: { reason } }, call) {
    const by = { actor: call.actor, reason };
    const segment = await editSegment(call, params.id, (current) =>
      promote(call.context, assertNotRetired(current), params.n, by),
    );
    return { body: await viewSegment(call, segment), headers: etagOf(segment) };
  },
});
