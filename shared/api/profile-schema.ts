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
    description:
      "The newest value of all sources as rules see it: in its declared type where it converts, normalised.",
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

export const SourceRecordName = z
  .strictObject({ connectionId: z.string(), id: z.string() })
  .meta({ id: "SourceRecord", description: "A record by the source's own id." });

export const ProfileView = z
  .object({
    id: z.string(),
    object: ObjectKind,
    name: z.string().optional().meta({
      description: "Its name, else its e-mail or domain; absent where no source says any of these.",
    }),
    createdAt: Instant,
    deleted: z.boolean().meta({ description: "No source has it any more, or it was erased." }),
    suppressedSince: Instant.optional().meta({
      description: "It is kept off every list and pushed nowhere since then.",
    }),
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
    duplicateOf: z.array(z.string()).meta({
      description: "Profiles with the same e-mail or domain that are not joined with it.",
    }),
    apart: z
      .array(
        z.object({
          profileId: z.string(),
          records: z.array(SourceRecordName),
          at: Instant,
          by: z.string(),
          reason: z.string(),
        }),
      )
      .optional()
      .meta({ description: "What somebody took out of it, or it out of: never joined by itself." }),
    asOf: Instant.optional().meta({ description: "The instant that was asked about." }),
  })
  .meta({ id: "Profile" });

export const ObjectQuery = ObjectKind.optional().meta({
  description: "Where a source has the same id for a contact and a company: which of them.",
});
