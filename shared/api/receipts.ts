import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import type { Segment } from "../contracts/segment.ts";
import { type ExplanationAsOf, explanationAsOf } from "../flow/as-of-explanation.ts";
import { digestOf, receiptChanges, receiptValues } from "../flow/receipt.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import { AsOf, AsOfNow, instantAsOf } from "./as-of.ts";
import { Value } from "./attribute-schema.ts";
import { ExplanationNode, findBoth, MembershipPath, viewNode } from "./explanation.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { route } from "./route.ts";

const Turned = z.object({
  kind: z.enum(["entered", "exited", "inherited", "handed-over"]),
  at: Instant,
  cause: Cause,
  version: z.number(),
});

const Told = z.object({ attribute: z.string(), connection: z.string(), at: Instant });

const Document = z.object({
  profileId: z.string(),
  segmentId: z.string(),
  segment: z.string().meta({ description: "Its name." }),
  at: Instant,
  member: z.boolean(),
  matches: z.boolean().nullable(),
  since: Instant.optional(),
  version: z.number(),
  liveSince: Instant.optional().meta({ description: "Since when the version was in force." }),
  rule: RuleGroup,
  values: z.array(Told.extend({ value: Value })).meta({
    description: "What the rule looked at: value, source, and when the source says it changed.",
  }),
  changes: z
    .array(
      Told.extend({
        value: Value.nullable(),
        recordId: z.string().optional(),
        recordedAt: Instant.meta({ description: "When Muster took it in." }),
      }),
    )
    .meta({ description: "The changes that turned the membership." }),
  turns: z.array(Turned).meta({ description: "Every turn until then, oldest first." }),
  tree: ExplanationNode,
  asOfNow: AsOfNow.optional(),
});

const Receipt = z
  .object({
    document: Document,
    digest: z.object({
      algorithm: z.literal("SHA-256"),
      canonicalisation: z.literal("RFC 8785"),
      value: z.string().meta({ description: "Of `document`, in hexadecimal." }),
    }),
  })
  .meta({ id: "Receipt" });

export const getReceipt = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/segments/{segmentId}/receipt",
  tag: "Profiles",
  status: 200,
  summary:
    "Why a profile was in a segment at an instant, or was not, in one document with a digest",
  description:
    "Rebuilt from the audit trail: the same question has the same digest for as long as the trail is as it was.",
  input: { params: MembershipPath, query: z.object({ at: AsOf }) },
  output: Receipt,
  async handle({ params, query }, call) {
    const { segment, profile } = await findBoth(call, params);
    const at = instantAsOf(call, "at", query.at);
    const asked = { ...profile, id: params.id };
    const explained = await explanationAsOf(call.context, asked, segment, at);
    const document = Document.parse(documentOf(segment, explained, at));
    const value = digestOf(document);
    const digest = { algorithm: "SHA-256", canonicalisation: "RFC 8785", value } as const;
    return { body: { document, digest } };
  },
});

function documentOf(
  segment: Segment,
  explained: ExplanationAsOf,
  at: number,
): z.input<typeof Document> {
  const { profile, version, rule, live, standing, turns, tree, asOfNow } = explained;
  return {
    profileId: profile.id,
    segmentId: segment.id,
    segment: segment.name,
    at: iso(at),
    member: standing !== undefined,
    matches: tree.truth,
    since: standing?.at,
    version,
    liveSince: isoOrAbsent(live?.liveSince),
    rule,
    values: receiptValues(explained).map((each) => ({ ...each, at: iso(each.at) })),
    changes: receiptChanges(explained).map((each) => ({
      ...each,
      at: iso(each.at),
      recordedAt: iso(each.recordedAt),
    })),
    turns: turns.map(({ kind, at: turnedAt, cause, segmentVersion }) => ({
      kind,
      at: turnedAt,
      cause,
      version: segmentVersion,
    })),
    tree: viewNode(tree, profile),
    asOfNow: asOfNow.length === 0 ? undefined : [...asOfNow],
  };
}
