import { z } from "zod";
import { ConnectionKind, connectionKinds } from "../contracts/connection.ts";
import { Instant } from "./instant.ts";

export const ConnectionView = z
  .object({
    id: z.string(),
    kind: ConnectionKind,
    label: z.string().meta({ description: "What kind of system it is, for people." }),
    name: z.string(),
    state: z.enum(["awaiting-grant", "connected", "reconnect-needed", "removed"]),
    url: z.string().optional().meta({ description: "Where its webhooks are to be sent." }),
    accountId: z.string().optional().meta({ description: "The source's own account id." }),
    baseUrl: z.string().optional(),
    rank: z.number().meta({ description: "Between sources at equal instants the higher wins." }),
    createdAt: Instant,
    counters: z
      .object({
        webhooks: z.number(),
        events: z.number(),
        ignored: z.number().meta({ description: "Events of kinds that are not followed." }),
        changes: z.number(),
        lastReceivedAt: Instant.optional(),
      })
      .optional()
      .meta({ description: "What came in; the last seconds of a burst may still be missing." }),
    lastError: z.object({ at: Instant, message: z.string() }).optional(),
  })
  .meta({ id: "Connection" });

export const MadeConnection = ConnectionView.extend({
  secret: z.string().optional().meta({
    description: "What signs its webhooks (`whsec_…`); shown this once.",
  }),
  authorizeUrl: z.string().optional().meta({
    description: "Where the admin grants access, within ten minutes.",
  }),
}).meta({ id: "NewlyMadeConnection" });

export const NewConnectionBody = z
  .strictObject({
    kind: z.enum(connectionKinds, {
      error: `This kind is not available yet: use one of ${connectionKinds.join(", ")}.`,
    }),
    name: z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters."),
    mapping: z.never("A mapping is not available yet: send the canonical body.").optional(),
    baseUrl: z.string().optional().meta({
      description: "Where the system's API lives, for systems without a fixed address.",
    }),
    secret: z.string().min(1, "Give the system's access token.").optional().meta({
      description: "The access token of a system that is only written to.",
    }),
  })
  .meta({ id: "NewConnection", examples: [{ kind: "webhook", name: "Partner portal" }] });
