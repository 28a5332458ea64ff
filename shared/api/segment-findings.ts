import { z } from "zod";
import { lintSegment } from "../flow/lint-segment.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { previewRule } from "../flow/preview-rule.ts";
import { findSegment } from "./find-segment.ts";
import { Finding } from "./finding-schema.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";
import { isDriving } from "./segment-view.ts";

const Findings = z
  .object({
    items: z.array(Finding),
    version: z.number(),
    profiles: z.number().meta({ description: "Profiles that were looked at." }),
    exact: z.boolean().meta({ description: "False beyond 50,000 profiles." }),
  })
  .meta({ id: "SegmentFindings" });

export const getFindings = route({
  method: "GET",
  path: "/api/v1/segments/{id}/findings",
  tag: "Segments",
  status: 200,
  summary: "What makes a segment find others than meant, and what to do; looks at all profiles",
  description:
    "Beyond the findings that a segment always shows: conditions that change nothing, values that nobody has, other ways of writing them, attributes that are stale, and segments with the same members.",
  input: { params: SegmentPath },
  output: Findings,
  async handle({ params }, call) {
    const { context, workspaceId } = call;
    const segment = await findSegment(call, params.id);
    const { object, version } = segment;
    const rule = segment.versions.find((each) => each.version === version)?.rule;
    const snapshot = await presentIndex(context, workspaceId);
    const all = await context.storage.programs.current(workspaceId);
    const programs = all.filter((program) => isDriving(segment, program));
    const { findings, profiles, exact } = await previewRule(context, snapshot, {
      object,
      rule: rule ?? { combinator: "and", rules: [] },
      segment,
    });
    const items = [...findings, ...lintSegment(segment, programs)];
    return { body: { items, version, profiles, exact } };
  },
});
