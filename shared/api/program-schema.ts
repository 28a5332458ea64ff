import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { Outcome } from "../contracts/outcome.ts";
import { Email, effects, PriceTerms, Resource, Variant, withEffect } from "../contracts/program.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Instant } from "./instant.ts";

export const ProgramPath = z.object({ id: z.string().meta({ description: "The program's id." }) });

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "Give an ISO 8601 date or instant.",
});
const SegmentIds = z.array(z.string().min(1)).max(50, "At most 50 segments.");
const Include = SegmentIds.min(1, "Name at least one segment that it is for.");

const audience = {
  name: z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters."),
  owner: z.string().trim().min(1, "Name who answers for it.").max(200),
  description: z.string().max(2_000).optional(),
  include: Include.meta({ description: "Ids of segments: who is in any of them …" }),
  exclude: SegmentIds.default([]).meta({ description: "… and in none of these." }),
  from: Moment.optional(),
  until: Moment.optional().meta({ description: "Then everybody leaves it." }),
  holdoutPercent: z.number().min(0).max(90, "At most 90 percent.").optional().meta({
    description: "So many of its audience are left out, to be compared with.",
  }),
  variants: z
    .array(Variant)
    .max(10)
    .refine((all) => all.reduce((sum, { percent }) => sum + percent, 0) <= 100, {
      error: "The variants' percents are over 100 together.",
    })
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: "Give each variant a name of its own.",
    })
    .optional(),
  outcomes: z
    .array(Outcome)
    .max(10, "At most 10 outcomes.")
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: "Give each outcome a name of its own.",
    })
    .optional()
    .meta({ description: "What its results tell of: declared beforehand, not looked for." }),
};

const validFor = effects.certificate.validFor.refine(
  (text) => text === undefined || parseDuration(text) !== undefined,
  "Give an ISO 8601 duration such as P1Y.",
);

export const NewProgramBody = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({ ...audience, ...effects.grant }),
      z.strictObject({ ...audience, ...effects.price }),
      z.strictObject({ ...audience, ...effects.goal }),
      z.strictObject({ ...audience, ...effects.course }),
      z.strictObject({ ...audience, ...effects.certificate, validFor }),
      z.strictObject({ ...audience, ...effects.notification }),
      z.strictObject({ ...audience, ...effects.automation }),
    ],
    { error: `Use one of the kinds ${Object.keys(effects).join(", ")}.` },
  )
  .meta({
    id: "NewProgram",
    examples: [
      {
        kind: "grant",
        name: "Deal desk",
        owner: "Priya Kapoor",
        include: ["seg_1"],
        resource: { type: "portal-tab", id: "deal-desk" },
      },
    ],
  });
export type NewProgramBody = z.output<typeof NewProgramBody>;

export const ProgramPatch = z
  .strictObject({
    name: audience.name.optional(),
    owner: audience.owner.optional(),
    description: audience.description.nullable(),
    include: Include.optional(),
    exclude: SegmentIds.optional(),
    from: Moment.nullable().optional(),
    until: Moment.nullable().optional(),
    outcomes: audience.outcomes,
    terms: PriceTerms.optional().meta({ description: "Of a price." }),
    precedence: effects.price.precedence.optional().meta({ description: "Of a price." }),
    target: z.number().optional().meta({ description: "Of a goal." }),
    resource: Resource.optional().meta({ description: "Of a grant." }),
    holdoutPercent: audience.holdoutPercent.nullable().meta({
      description: "Until it starts: later the groups that are compared would mix.",
    }),
    variants: audience.variants.nullable().meta({
      description: "Until it starts: later the groups that are compared would mix.",
    }),
    email: Email.optional().meta({ description: "Of a notification by e-mail." }),
  })
  .meta({ id: "ProgramPatch", description: "`null` takes a value away." });
export type ProgramPatch = z.output<typeof ProgramPatch>;

const shown = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  description: z.string().optional(),
  state: z.enum(["scheduled", "active", "ended"]),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  objects: z.array(ObjectKind).meta({ description: "What its segments hold." }),
  from: Instant.optional(),
  until: Instant.optional(),
  holdoutPercent: z.number().optional(),
  variants: z.array(Variant).optional(),
  outcomes: z.array(Outcome).optional(),
  createdAt: Instant,
  endedAt: Instant.optional(),
  problem: z
    .string()
    .optional()
    .meta({ description: "Why it could not start; then it has ended." }),
});

export const ProgramView = withEffect(shown).meta({ id: "Program" });
export type ProgramView = z.input<typeof ProgramView>;

export const MadeProgram = withEffect(
  shown.extend({
    secret: z.string().optional().meta({
      description: "What signs the webhooks sent to `url` (`whsec_…`); shown this once.",
    }),
  }),
).meta({ id: "NewlyMadeProgram" });
