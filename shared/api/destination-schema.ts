import { z } from "zod";
import { DestinationKind, destinationKinds } from "../contracts/destination.ts";
import { Instant } from "./instant.ts";
import { LastSweep } from "./sweep-view.ts";

export const DestinationView = z
  .object({
    id: z.string(),
    segmentId: z.string(),
    kind: DestinationKind,
    state: z.enum(["active", "failing", "withdrawing", "removed"]).meta({
      description: "`withdrawing`: what was pushed is being taken back; then it is gone.",
    }),
    connectionId: z.string().optional(),
    url: z.string().optional(),
    courseId: z.string().optional(),
    listId: z
      .string()
      .optional()
      .meta({ description: "The list or campaign that was made for it, or chosen." }),
    statuses: z.object({ member: z.string(), left: z.string() }).optional(),
    field: z.string().optional(),
    shownAs: z.string().optional().meta({
      description: "How the segment is shown in a property or field, as last written.",
    }),
    lastError: z
      .object({ at: Instant, message: z.string(), remedy: z.string().optional() })
      .optional()
      .meta({ description: "What went wrong the last time, and what a person does about it." }),
    lastPushedAt: Instant.optional(),
    lastSweep: LastSweep.optional().meta({
      description: "What came of the last comparison with the segment; there is one every day.",
    }),
  })
  .meta({ id: "Destination" });

export const MadeDestination = DestinationView.extend({
  secret: z.string().optional().meta({
    description: "What signs the webhooks sent to `url` (`whsec_…`); shown this once.",
  }),
}).meta({ id: "NewlyMadeDestination" });

export const NewDestinationBody = z
  .strictObject({
    kind: z.enum(destinationKinds, {
      error: `Use one of ${destinationKinds.join(", ")}.`,
    }),
    connectionId: z.string().optional().meta({
      description: "The connection it is pushed through; a signed webhook needs none.",
    }),
    url: z.string().optional().meta({ description: "Of a signed webhook: where to." }),
    courseId: z.string().optional().meta({
      description: "The learning system's own id; of a directory the id of a group that is there.",
    }),
    listId: z.string().max(2_000).optional().meta({
      description: "A campaign of yours, by its id or address; else one is made.",
    }),
    statuses: z
      .strictObject({ member: z.string().min(1), left: z.string().min(1) })
      .optional()
      .meta({
        description:
          "Statuses of that campaign: of who is in, and of who left. Unless given, Muster's own are added to it.",
      }),
    field: z.string().max(200).optional().meta({
      description:
        "A custom field by its API name: a checkbox, or a multi-select picklist that several segments may share. Muster overwrites whatever else it holds.",
    }),
    value: z.string().min(1).max(1_000).optional().meta({
      description: "What stands for the segment in a picklist; its name unless given.",
    }),
    createsUsers: z.boolean().optional().meta({
      description: "Of a directory: whether people it does not know are made there; else refused.",
    }),
  })
  .meta({ id: "NewDestination", examples: [{ kind: "webhook", url: "https://acme.test/hook" }] });
