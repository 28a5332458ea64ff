import { z } from "zod";
import { DestinationKind, destinationKinds } from "../contracts/destination.ts";
import { Instant } from "./instant.ts";

export const DestinationView = z
  .object({
    id: z.string(),
    segmentId: z.string(),
    kind: DestinationKind,
    state: z.enum(["active", "failing", "removed"]),
    connectionId: z.string().optional(),
    url: z.string().optional(),
    courseId: z.string().optional(),
    listId: z.string().optional().meta({ description: "The list that was made for it." }),
    lastError: z.object({ at: Instant, message: z.string() }).optional(),
    lastPushedAt: Instant.optional(),
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
    courseId: z.string().optional().meta({ description: "The learning system's own id." }),
  })
  .meta({ id: "NewDestination", examples: [{ kind: "webhook", url: "https://acme.test/hook" }] });
