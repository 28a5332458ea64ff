import { z } from "zod";
import type { Segment, SegmentVersion } from "../contracts/segment.ts";
import { compareVersions } from "../flow/compare-versions.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { profileNames } from "../flow/profile-names.ts";
import { Problem } from "../runtime/errors.ts";
import { findSegment } from "./find-segment.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";
import { VersionPath } from "./segment-schema.ts";

const Interval = z
  .object({ low: z.number(), high: z.number() })
  .optional()
  .meta({ description: "Where the count lies with 95 % certainty; of estimates." });

const Difference = z.object({
  pointer: z.string().meta({ description: "Where the condition stands in the rule." }),
  condition: z.string().meta({ description: "In plain English." }),
});

const Side = z.object({
  count: z.number(),
  interval: Interval,
  sample: z.array(
    z.object({
      profileId: z.string(),
      name: z.string().optional().meta({ description: "Of the person or company." }),
      because: z.array(Difference),
    }),
  ),
  explained: z.number().meta({ description: "Of how many the reasons were asked; at most 2,000." }),
  reasons: z
    .array(Difference.extend({ count: z.number() }))
    .meta({ description: "Which conditions make the difference, the most frequent first." }),
});

const Comparison = z
  .object({
    version: z.number(),
    against: z.number(),
    profiles: z.number().meta({ description: "Profiles that were looked at." }),
    exact: z.boolean().meta({ description: "False where not all could be read in 24 seconds." }),
    enter: Side.meta({ description: "By conditions of the version compared against." }),
    leave: Side.meta({ description: "By conditions of this version." }),
    stay: z.object({ count: z.number(), interval: Interval }),
  })
  .meta({ id: "VersionComparison" });

export const getComparison = route({
  method: "GET",
  path: "/api/v1/segments/{id}/versions/{n}/comparison",
  tag: "Segments",
  status: 200,
  problems: [409],
  summary: "Who would enter and leave, and by which conditions; nobody is affected",
  description:
    "Compares what the rules say of everybody now; grace and dwell then apply to whoever turns.",
  input: {
    params: VersionPath,
    query: z.object({
      against: z
        .string()
        .regex(/^(live|\d{1,9})$/, "Give `live` or the number of a version.")
        .default("live"),
    }),
  },
  output: Comparison,
  async handle({ params, query: { against } }, call) {
    const segment = await findSegment(call, params.id);
    const candidate = versionOf(segment, params.n);
    const other = against === "live" ? liveOf(segment) : versionOf(segment, Number(against));
    const snapshot = await presentIndex(call.context, call.workspaceId);
    const found = await compareVersions(call.context, snapshot, segment, candidate, other);
    const ids = [found.enter, found.leave].flatMap(({ sample }) => sample.map(idOf));
    const names = await profileNames(call.context.storage, segment, ids);
    const named = (side: typeof found.enter) => ({
      ...side,
      sample: side.sample.map((each) => ({ ...each, name: names.get(each.profileId) })),
    });
    const versions = { version: candidate.version, against: other.version };
    return {
      body: { ...found, ...versions, enter: named(found.enter), leave: named(found.leave) },
    };
  },
});

function idOf({ profileId }: { profileId: string }): string {
  return profileId;
}

function versionOf(segment: Segment, number: number): SegmentVersion {
  const found = segment.versions.find(({ version }) => version === number);
  if (found === undefined) throw notFound(`${segment.name} has no version ${number}.`);
  return found;
}

function liveOf(segment: Segment): SegmentVersion {
  const found = segment.versions.find(({ state }) => state === "live");
  if (found !== undefined) return found;
  throw new Problem(
    409,
    "Nothing is live",
    `No version of ${segment.name} is live: name the version to compare with.`,
    "/against",
  );
}
