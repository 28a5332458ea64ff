import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import type { Segment } from "../contracts/segment.ts";
import { explanationAsOf } from "../flow/as-of-explanation.ts";
import { explainMembership } from "../flow/explain-membership.ts";
import { visibleCell } from "../profiles/cells.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import type { ElementExplanation, Explanation } from "../segmentation/evaluate/explanation.ts";
import type { Value as EngineValue, Observation } from "../segmentation/record.ts";
import { AsOf, AsOfNow, instantAsOf } from "./as-of.ts";
import { Value } from "./attribute-schema.ts";
import type { Call } from "./call.ts";
import { findSegment } from "./find-segment.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { findProfile } from "./profiles.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

export const Truth = z.boolean().nullable().meta({ description: "null is unknown." });

export const ExplanationNode = z
  .object({
    kind: z.enum([
      "group",
      "condition",
      "match",
      "aggregate",
      "sequence",
      "past",
      "segment",
      "split",
      "behaviour",
      "related",
    ]),
    truth: Truth,
    flipsAt: Instant.optional().meta({
      description: "When time alone may change it: never late, perhaps early.",
    }),
    combinator: z.enum(["and", "or"]).optional(),
    not: z.boolean().optional(),
    field: z.string().optional(),
    operator: z.string().optional(),
    wanted: z.unknown().optional(),
    seen: Value.optional().meta({ description: "Absent where the value is missing." }),
    seenIn: z.string().optional().meta({ description: "The fallback attribute it was read in." }),
    against: Value.optional().meta({ description: "What the other field or the anchor held." }),
    includeMissing: z.boolean().optional(),
    since: Instant.optional().meta({ description: "When the source says the value changed." }),
    source: z.string().optional().meta({ description: "The connection the value came from." }),
    mode: z.string().optional(),
    threshold: z.number().optional(),
    counts: z.object({ matching: z.number(), unknown: z.number(), total: z.number() }).optional(),
    function: z.string().optional(),
    of: z.string().optional(),
    counted: z.number().optional().meta({ description: "Elements that made the value." }),
    total: z.number().optional(),
    steps: z.number().optional(),
    decidedBy: z
      .object({ at: Instant, value: Value.nullable() })
      .optional()
      .meta({ description: "The observation of the attribute's past that decides." }),
    memberOf: z.array(z.string()).optional(),
    bucket: z.number().optional().meta({ description: "Position in the split, in percent." }),
    id: z.string().optional().meta({ description: "Of a related profile." }),
    name: z.string().optional(),
    at: Instant.optional(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    get children() {
      return z.array(ExplanationNode);
    },
  })
  .meta({
    id: "ExplanationNode",
    description: "One node of the rule's tree; which members it has depends on its kind.",
  });
export type ExplanationNode = z.input<typeof ExplanationNode>;

export const MembershipPath = z.object({ id: z.string(), segmentId: z.string() });

const MembershipExplanation = z
  .object({
    profileId: z.string(),
    segmentId: z.string(),
    version: z.number().meta({ description: "The version whose rule is explained." }),
    member: z.boolean(),
    matches: Truth,
    since: Instant.optional(),
    cause: Cause.optional(),
    suppressedSince: Instant.optional().meta({
      description: "It is kept off every list since then, whatever the rule says.",
    }),
    leavesAt: Instant.optional(),
    joinsAt: Instant.optional(),
    tree: ExplanationNode,
    asOf: Instant.optional().meta({ description: "The instant that was asked about." }),
    asOfNow: AsOfNow.optional(),
  })
  .meta({ id: "MembershipExplanation" });

export const getExplanation = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/segments/{segmentId}/explanation",
  tag: "Profiles",
  status: 200,
  summary: "Why a profile is in a segment, or is not",
  description:
    "With `asOf`, by the rule that was live then and the values that were known then; attribute declarations are those of now.",
  input: { params: MembershipPath, query: z.object({ asOf: AsOf.optional() }) },
  output: MembershipExplanation,
  async handle({ params, query: { asOf } }, call) {
    const { segment, profile } = await findBoth(call, params);
    if (asOf !== undefined)
      return { body: await viewAsOf(call, segment, { ...profile, id: params.id }, asOf) };
    const explained = await explainMembership(call.context, profile, segment);
    const { member, version, row, leavesAt, joinsAt, tree } = explained;
    return {
      body: {
        profileId: profile.id,
        segmentId: segment.id,
        version,
        member,
        matches: tree.truth,
        since: row?.since,
        cause: row?.cause,
        suppressedSince: isoOrAbsent(profile.suppressed?.since),
        leavesAt: isoOrAbsent(leavesAt),
        joinsAt: isoOrAbsent(joinsAt),
        tree: viewNode(tree, profile),
      },
    };
  },
});

/** The segment, and the profile that may be in it; throws 404. */
export async function findBoth(
  call: Call,
  { id, segmentId }: z.output<typeof MembershipPath>,
): Promise<{ readonly segment: Segment; readonly profile: Profile }> {
  const segment = await findSegment(call, segmentId);
  const profile = await findProfile(call, id);
  if (profile.object === segment.object) return { segment, profile };
  throw notFound(`${segment.name} holds ${segment.object} profiles; this is another kind.`);
}

async function viewAsOf(
  call: Call,
  segment: Segment,
  asked: ProfileKey,
  asOf: string,
): Promise<z.input<typeof MembershipExplanation>> {
  const instant = instantAsOf(call, "asOf", asOf);
  const explained = await explanationAsOf(call.context, asked, segment, instant);
  const { profile, version, standing, tree, asOfNow } = explained;
  return {
    profileId: profile.id,
    segmentId: segment.id,
    version,
    member: standing !== undefined,
    matches: tree.truth,
    since: standing?.at,
    cause: standing?.cause,
    tree: viewNode(tree, profile),
    asOf: iso(instant),
    asOfNow: asOfNow.length === 0 ? undefined : [...asOfNow],
  };
}

/** The tree with readable instants; conditions on attributes say where their value is from. */
export function viewNode(node: Explanation, profile: Profile): ExplanationNode {
  const flipsAt = isoOrAbsent(node.flipsAt);
  switch (node.kind) {
    case "group": {
      const children = node.children.map((child) => viewNode(child, profile));
      return { ...node, flipsAt, children };
    }
    case "condition": {
      const from = provenance(node.seenIn ?? node.field, profile);
      const values = { seen: plain(node.seen), against: plain(node.against) };
      return { ...node, ...values, flipsAt, ...from, children: [] };
    }
    case "aggregate":
      return { ...node, seen: plain(node.seen), flipsAt, children: [] };
    case "past":
      return { ...node, decidedBy: viewObservation(node.decidedBy), flipsAt, children: [] };
    case "segment":
      return { ...node, memberOf: [...node.memberOf], flipsAt, children: [] };
    case "split":
      return { ...node, flipsAt, children: [] };
    case "match":
    case "sequence": {
      const children = node.children.map((child) => viewElement(child, profile));
      return node.kind === "match"
        ? { ...node, counts: { ...node.counts }, flipsAt, children }
        : { ...node, flipsAt, children };
    }
    case "behaviour":
    case "related":
      return viewElement(node, profile);
  }
}

/** Fields within an element are its own, not the profile's attributes. */
function viewElement(node: ElementExplanation, profile: Profile): ExplanationNode {
  const nameless: Profile = { ...profile, cells: {} };
  const flipsAt = isoOrAbsent(node.flipsAt);
  const children = node.children.map((child) => viewNode(child, nameless));
  return node.kind === "behaviour"
    ? { ...node, properties: { ...node.properties }, at: iso(node.at), flipsAt, children }
    : { ...node, flipsAt, children };
}

function viewObservation(observation: Observation | undefined) {
  if (observation === undefined) return undefined;
  return { at: iso(observation.at), value: plain(observation.value ?? undefined) ?? null };
}

function provenance(field: string, profile: Profile): Pick<ExplanationNode, "since" | "source"> {
  const visible = visibleCell(profile.cells, field);
  return visible === undefined ? {} : { since: iso(visible.at), source: visible.connectionId };
}

function plain(value: EngineValue | undefined): z.input<typeof Value> | undefined {
  return typeof value === "object" ? [...value] : value;
}
