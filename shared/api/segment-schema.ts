import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { Cause } from "../contracts/event.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Instant } from "./instant.ts";

z.globalRegistry.add(RuleGroup, { id: "Rule" });
z.globalRegistry.add(Cause, { id: "Cause" });

/**
 * A rule as it comes in: checked by `parseRule`, which knows the declared types and names
 * every fault. The OpenAPI document shows `RuleGroup` in its place.
 */
export const RuleInput = z.unknown();

export const SegmentPath = z.object({ id: z.string().meta({ description: "The segment's id." }) });

const Name = z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters.");
const Owner = z.string().trim().min(1, "Name who answers for it.").max(200);
const Description = z.string().max(2_000);
const RetireAt = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "Give an ISO 8601 date or instant.",
});
const ExitGrace = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "Give an ISO 8601 duration such as P7D.");

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
    exitGrace: ExitGrace.optional(),
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
    exitGrace: ExitGrace.nullable().optional(),
    rule: z
      .never("A rule is not edited in place: POST it to /api/v1/segments/{id}/versions.")
      .optional(),
  })
  .meta({ id: "SegmentPatch", description: "`null` takes a value away." });

export const VersionBody = z.strictObject({ rule: RuleInput });

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
    version: z.number().meta({ description: "The version whose members are the segment's." }),
    description: z.string().meta({ description: "The rule in plain English." }),
    purpose: z.string().optional().meta({
      description: "The author's own words, given as `description` when it was created or edited.",
    }),
    rule: RuleGroup,
    warnings: z.array(z.string()),
    progress: z.number().optional().meta({ description: "While a version is built: 0 to 100." }),
    error: z.string().optional().meta({ description: "Why the build stopped; it can be resumed." }),
    retireAt: z.string().optional(),
    exitGrace: z.string().optional(),
    createdAt: Instant,
    versions: z.array(VersionView),
  })
  .meta({ id: "Segment" });
export type SegmentView = z.input<typeof SegmentView>;
