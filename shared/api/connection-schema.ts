import { z } from "zod";
import { presetNames } from "../connectors/webhook/presets.ts";
import { ConnectionKind, connectionKinds } from "../contracts/connection.ts";
import { DestinationView } from "./destination-schema.ts";
import { ImportView } from "./import-view.ts";
import { Instant } from "./instant.ts";
import { JournalView, SourceSweepView } from "./source-sweep-view.ts";

export const ConnectionView = z
  .object({
    id: z.string(),
    kind: ConnectionKind,
    label: z.string().meta({ description: "What kind of system it is, for people." }),
    name: z.string(),
    state: z.enum(["awaiting-grant", "connected", "reconnect-needed", "removed"]),
    url: z.string().optional().meta({
      description: "Where its webhooks are to be sent; a secret part of it is shown as dots.",
    }),
    preset: z.string().optional().meta({ description: "Whose webhooks it takes." }),
    mapping: z.string().optional().meta({
      description: "The mapping in effect: its own, or that of its preset.",
    }),
    accountId: z.string().optional().meta({ description: "The source's own account id." }),
    baseUrl: z.string().optional(),
    rank: z.number().meta({ description: "Between sources at equal instants the higher wins." }),
    createdAt: Instant,
    grant: z
      .object({ at: Instant, by: z.string().optional() })
      .optional()
      .meta({ description: "When access was last granted, and by whom." }),
    remedy: z.string().optional().meta({
      description: "What a person does about it, where it does not work.",
    }),
    counters: z
      .object({
        webhooks: z.number(),
        events: z.number(),
        ignored: z.number().meta({ description: "Events of kinds that are not followed." }),
        changes: z.number(),
        refused: z.number().meta({
          description: "Webhooks that its mapping could not read; they are kept for 30 days.",
        }),
        lastReceivedAt: Instant.optional(),
        lagMs: z.number().optional().meta({
          description:
            "How long the newest change of the last webhook took from the source to here, in milliseconds.",
        }),
      })
      .optional()
      .meta({ description: "What came in; the last seconds of a burst may still be missing." }),
    import: ImportView.optional().meta({
      description: "How far the records that were there before have come in.",
    }),
    lastSweep: SourceSweepView.optional().meta({
      description: "What differed the last time that everything at the source was read again.",
    }),
    journal: JournalView.optional().meta({
      description: "What the source keeps of its changes, for those that it failed to tell.",
    }),
    uncounted: z
      .array(z.object({ records: z.string(), at: Instant }))
      .optional()
      .meta({
        description:
          "Kinds of records whose changes the source lost count of, until they are imported again.",
      }),
    failing: z
      .array(
        z.object({
          segmentId: z.string(),
          destinationId: z.string(),
          message: z.string(),
          remedy: z.string().optional(),
        }),
      )
      .optional()
      .meta({
        description:
          "Its destinations that do not work, and why; the others do. Told of one connection at a time.",
      }),
    limit: z
      .object({
        requests: z.number().int(),
        perMs: z.number(),
        used: z.number().min(0).max(1).meta({
          description: "Of what may run ahead of the even pace.",
        }),
        pausedUntil: Instant.optional().meta({ description: "The system asked for patience." }),
      })
      .optional()
      .meta({
        description: "How many requests the system takes. Told of one connection at a time.",
      }),
    destinations: z
      .array(DestinationView.extend({ segment: z.string().meta({ description: "Its name." }) }))
      .optional()
      .meta({ description: "What is pushed through it. Told of one connection at a time." }),
    missingScopes: z.array(z.string()).optional().meta({
      description: "What was asked for and not allowed, in the system's own words.",
    }),
    lastError: z
      .object({ at: Instant, message: z.string(), remedy: z.string().optional() })
      .optional(),
  })
  .meta({ id: "Connection" });

export const MadeConnection = ConnectionView.extend({
  secret: z.string().optional().meta({
    description: "What signs its webhooks (`whsec_…`); shown this once.",
  }),
  setup: z.string().optional().meta({ description: "What is left to do at the source." }),
  authorizeUrl: z.string().optional().meta({
    description: "Where the admin grants access, within ten minutes.",
  }),
}).meta({ id: "NewlyMadeConnection" });

const Mapping = z.string("Give a JSONata expression, as a string.").meta({
  description:
    "JSONata from the source's payload to the canonical body: one event, a list of them, or nothing.",
});

const Name = z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters.");

export const NewConnectionBody = z
  .strictObject({
    kind: z.enum(connectionKinds, {
      error: `There is no such kind of system: use one of ${connectionKinds.join(", ")}.`,
    }),
    name: Name,
    preset: z
      .enum(presetNames, {
        error: `There is no such preset: use one of ${presetNames.join(", ")}.`,
      })
      .optional()
      .meta({ description: "Whose webhooks: how they are signed, and how they are mapped." }),
    mapping: Mapping.optional(),
    baseUrl: z.string().optional().meta({
      description:
        "Where the system's API lives: needed where each account has an address of its own.",
    }),
    secret: z.string().min(1, "Give the secret.").optional().meta({
      description:
        "The API key of a system that asks for no consent, or what a preset's provider signs with.",
    }),
  })
  .meta({ id: "NewConnection", examples: [{ kind: "webhook", name: "Partner portal" }] });

export const ConnectionPatch = z
  .strictObject({
    name: Name.optional(),
    mapping: Mapping.nullable().optional(),
    secret: z.string().min(1, "Give the secret.").optional().meta({
      description: "Another API key, of a system that asks for no consent.",
    }),
  })
  .meta({
    id: "ConnectionPatch",
    description: "Without a mapping of its own (`null`) a connection has that of its preset.",
  });

export const MappingTrial = z
  .strictObject({
    mapping: Mapping.optional().meta({ description: "Instead of the connection's." }),
    payload: z.unknown().meta({ description: "As the source would send it." }),
  })
  .meta({
    id: "MappingTrial",
    examples: [
      {
        mapping:
          '{"type": "profile.changed", "timestamp": $instant(at), "data": {"object": "contact", "id": $string(user.id), "email": user.email}}',
        payload: { at: "2026-11-22 10:00:00", user: { id: 7, email: "ann@acme.test" } },
      },
    ],
  });

const MappingProblem = z.object({
  pointer: z.string().optional().meta({ description: "Into `events`." }),
  detail: z.string(),
});

export const TriedMapping = z
  .object({
    events: z.array(z.unknown()).meta({ description: "In canonical form." }),
    ignored: z.boolean().meta({ description: "The mapping passes this payload over." }),
    problems: z.array(MappingProblem).meta({ description: "With any, none would be taken." }),
  })
  .meta({ id: "TriedMapping" });

export const RefusedWebhookView = z
  .object({
    id: z.string(),
    receivedAt: Instant,
    reason: z.string(),
    pointer: z.string().optional().meta({ description: "Into what the mapping gave." }),
    payload: z.unknown().meta({ description: "As it came; as text where it is no JSON." }),
  })
  .meta({ id: "RefusedWebhook" });

export const Retaken = z
  .object({
    taken: z.number(),
    refused: z.number(),
    cursor: z.string().optional().meta({ description: "Where to go on, where there are more." }),
  })
  .meta({ id: "RetakenWebhooks" });
