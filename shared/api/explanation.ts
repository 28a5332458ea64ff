import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { explainMembership } from "../flow/explain-membership.ts";
import { visibleCell } from "../profiles/cells.ts";
import type { Profile } from "../profiles/profile.ts";
import type { Explanation } from "../segmentation/evaluate/explanation.ts";
import { Value } from "./attribute-schema.ts";
import { findSegment } from "./find-segment.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { findProfile } from "./profiles.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const Truth = z.boolean().nullable().meta({ description: "null is unknown." });

const ExplanationNode = z
  .object({
    kind: z.enum(["group", "condition", "match", "behaviour"]),
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
    includeMissing: z.boolean().optional(),
    since: Instant.optional().meta({ description: "When the source says the value changed." }),
    source: z.string().optional().meta({ description: "The connection the value came from." }),
    mode: z.string().optional(),
    threshold: z.number().optional(),
    counts: z.object({ matching: z.number(), unknown: z.number(), total: z.number() }).optional(),
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
type ExplanationNode = z.input<typeof ExplanationNode>;

const MembershipExplanation = z.object({
  profileId: z.string(),
  segmentId: z.string(),
  version: z.number().meta({ description: "The version whose rule is explained." }),
  member: z.boolean(),
  matches: Truth,
  since: Instant.optional(),
  cause: Cause.optional(),
  leavesAt: Instant.optional(),
  joinsAt: Instant.optional(),
  tree: ExplanationNode,
});

export const getExplanation = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/segments/{segmentId}/explanation",
  tag: "Profiles",
  status: 200,
  summary: "Why a profile is in a segment, or is not",
  input: { params: z.object({ id: z.string(), segmentId: z.string() }) },
  output: MembershipExplanation,
  async handle({ params }, call) {
    const segment = await findSegment(call, params.segmentId);
    const profile = await findProfile(call, params.id);
    if (profile.object !== segment.object)
      throw notFound(`${segment.name} holds ${segment.object} profiles; this is another kind.`);
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
        leavesAt: isoOrAbsent(leavesAt),
        joinsAt: isoOrAbsent(joinsAt),
        tree: viewNode(tree, profile),
      },
    };
  },
});

/** The tree with readable instants; conditions on attributes say where their value is from. */
function viewNode(node: Explanation, profile: Profile): ExplanationNode {
  const flipsAt = isoOrAbsent(node.flipsAt);
  switch (node.kind) {
    case "group": {
      const children = node.children.map((child) => viewNode(child, profile));
      return { ...node, flipsAt, children };
    }
    case "condition":
      return {
        ...node,
        ...seenIn(node.seen),
        flipsAt,
        ...provenance(node.field, profile),
        children: [],
      };
    case "match": {
      const children = node.children.map((child) => viewElement(child, profile));
      return { ...node, counts: { ...node.counts }, flipsAt, children };
    }
    case "behaviour":
      return viewElement(node, profile);
  }
}

/** Fields within a behaviour are the behaviour's own, not attributes. */
function viewElement(
  node: Extract<Explanation, { kind: "behaviour" }>,
  profile: Profile,
): ExplanationNode {
  const nameless: Profile = { ...profile, cells: {} };
  return {
    ...node,
    properties: { ...node.properties },
    at: iso(node.at),
    flipsAt: isoOrAbsent(node.flipsAt),
    children: node.children.map((child) => viewNode(child, nameless)),
  };
}

function provenance(field: string, profile: Profile): Pick<ExplanationNode, "since" | "source"> {
  const visible = visibleCell(profile.cells, field);
  return visible === undefined ? {} : { since: iso(visible.at), source: visible.connectionId };
}

function seenIn(seen: string | number | boolean | readonly string[] | undefined) {
  return { seen: typeof seen === "object" ? [...seen] : seen };
}
