import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { Cause } from "../contracts/event.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Finding } from "./finding-schema.ts";
import { Instant } from "./instant.ts";

z.globalRegistry.add(RuleGroup, { id: "Rule" });
z.globalRegistry.add(Cause, { id: "Cause" });

/**
 * A rule as it comes in: checked by `parseRule`, which knows the declared types and names
 * every fault. The OpenAPI document shows `RuleGroup` in its place.
 */
export const RuleInput = z.unknown();

export const SegmentPath = z.object({ id: z.string().meta({ description: "The segment's id." }) });

export const VersionPath = SegmentPath.extend({
  n: z.coerce.number("Give the version's number.").int().min(1),
});

const Name = z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters.");
const Owner = z.string().trim().min(1, "Name who answers for it.").max(200);
const Description = z.string().max(2_000);
const RetireAt = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "Give an ISO 8601 date or instant.",
});
const Period = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "Give an ISO 8601 duration such as P7D.");
const EntryDwell = Period.meta({
  description: "Becomes a member only once the rule has held for so long without a break.",
});
const ExitGrace = Period.meta({
  description: "Stays a member until the rule has not held for so long without a break.",
});
const ExitLeads = z
  .array(Period)
  .max(5, "At most five leads.")
  .refine((leads) => new Set(leads).size === leads.length, "Name each lead once.")
  .meta({
    description:
      "How long before a member leaves by time alone `segment.exit-approaching` is put on the bus, and told its webhooks.",
  });
const ReviewEvery = Period.meta({
  description: "How often the owner is asked whether the segment is still right.",
});
const WhyEdited = z
  .string()
  .trim()
  .min(1)
  .max(500, "At most 500 characters.")
  .optional()
  .meta({ description: "Why, for the segment's history." });

/** The body of an edit that is nothing but a decision. */
export const EditReason = z.strictObject({ reason: WhyEdited });

export const ReviewBody = EditReason.extend({
  by: Owner.optional().meta({
    description: "Who looked at it, where that is not the token's own.",
  }),
});

export const NewSegmentBody = z
  .strictObject({
    name: Name,
    object: ObjectKind,
    owner: Owner,
    rule: RuleInput,
    description: Description.optional().meta({
      description: "Your own words; shown as `purpose`.",
    }),
    retireAt: RetireAt.optional(),
    entryDwell: EntryDwell.optional(),
    exitGrace: ExitGrace.optional(),
    exitLeads: ExitLeads.optional(),
    reviewEvery: ReviewEvery.optional(),
    reason: WhyEdited,
  })
  .meta({
    id: "NewSegment",
    examples: [
      {
        name: "Gold partners",
        object: "company",
        owner: "Priya Kapoor",
        rule: { combinator: "and", rules: [{ field: "tier", operator: "=", value: "Gold" }] },
      },
    ],
  });

export const SegmentPatch = z
  .strictObject({
    name: Name.optional(),
    owner: Owner.optional(),
    description: Description.nullable().optional(),
    retireAt: RetireAt.nullable().optional(),
    entryDwell: EntryDwell.nullable().optional(),
    exitGrace: ExitGrace.nullable().optional(),
    exitLeads: ExitLeads.nullable().optional(),
    reviewEvery: ReviewEvery.nullable().optional(),
    reason: WhyEdited,
    rule: z
      .never("A rule is not edited in place: POST it to /api/v1/segments/{id}/versions.")
      .optional(),
  })
  .meta({ id: "SegmentPatch", description: "`null` takes a value away." });

export const VersionBody = z.strictObject({ rule: RuleInput, reason: WhyEdited });

export const VersionView = z
  .object({
    version: z.number(),
    state: z.enum(["candidate", "building", "live", "failed", "replaced"]),
    description: z.string().meta({ description: "The rule in plain English." }),
    rule: RuleGroup,
    createdAt: Instant,
    progress: z.number().optional().meta({ description: "While it is built: 0 to 100." }),
    error: z.string().optional().meta({ description: "Why its build stopped." }),
  })
  .meta({ id: "SegmentVersion" });
export type VersionView = z.input<typeof VersionView>;

export const SegmentView = z
  .object({
    id: z.string(),
    name: z.string(),
    object: ObjectKind,
    owner: z.string(),
    state: z.enum(["building", "live", "failed", "retired"]),
    size: z.number().meta({ description: "Members now; 0 while the first version is built." }),
    sizes: z.array(z.number()).meta({
      description:
        "At the end of each of its last 30 days (UTC), today last; `/population` tells more.",
    }),
    today: z
      .object({ entered: z.number(), exited: z.number() })
      .meta({ description: "Who came and went since the day began (UTC)." }),
    version: z.number().meta({ description: "The version whose members are the segment's." }),
    description: z.string().meta({ description: "The rule in plain English." }),
    purpose: z.string().optional().meta({
      description: "The author's own words, given as `description` when it was created or edited.",
    }),
    rule: RuleGroup,
    programs: z
      .array(z.object({ id: z.string(), name: z.string(), kind: z.string() }))
      .meta({ description: "What it drives." }),
    findings: z.array(Finding).meta({
      description: "What can be told without looking at all profiles; `/findings` tells more.",
    }),
    warnings: z.array(z.string()).meta({
      description: "The findings in words, and what its lifecycle calls for.",
    }),
    progress: z.number().optional().meta({ description: "While a version is built: 0 to 100." }),
    error: z.string().optional().meta({ description: "Why the build stopped; it can be resumed." }),
    retireAt: z.string().optional(),
    entryDwell: z.string().optional(),
    exitGrace: z.string().optional(),
    exitLeads: z.array(z.string()).optional(),
    reviewEvery: z.string().optional(),
    reviewedAt: Instant.optional(),
    createdAt: Instant,
    versions: z.array(VersionView),
  })
  .meta({ id: "Segment" });
export type SegmentView = z.input<typeof SegmentView>;
