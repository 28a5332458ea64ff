import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { Identity } from "../contracts/event.ts";
import { Value } from "./attribute-schema.ts";
import { Instant } from "./instant.ts";

const Source = z.object({
  connectionId: z.string(),
  value: Value.nullable().meta({ description: "As the source sent it; null where it cleared it." }),
  at: Instant,
});

const Attribute = z.object({
  value: Value.nullable().meta({
    description: "The newest value of all sources, in its declared type where it converts.",
  }),
  at: Instant.meta({ description: "When the source says it changed." }),
  source: z.string().meta({ description: "The connection it came from." }),
  unconverted: z
    .literal(true)
    .optional()
    .meta({ description: "The value does not convert to the declared type: rules miss it." }),
  sources: z.array(Source),
});
export type AttributeView = z.input<typeof Attribute>;

export const ProfileView = z
  .object({
    id: z.string(),
    object: ObjectKind,
    createdAt: Instant,
    deleted: z.boolean().meta({ description: "No source has it any more, or it was erased." }),
    attributes: z.record(z.string(), Attribute),
    identities: z.array(Identity),
    memberships: z.array(
      z.object({
        segmentId: z.string(),
        name: z.string(),
        since: Instant.optional().meta({
          description: "Absent for the moment until the member list has caught up.",
        }),
        leavesAt: Instant.optional(),
      }),
    ),
    duplicateOf: z
      .array(z.string())
      .meta({ description: "Profiles of the same source with the same e-mail or domain." }),
  })
  .meta({ id: "Profile" });

export const ObjectQuery = ObjectKind.optional().meta({
  description: "Where a source has the same id for a contact and a company: which of them.",
});
