import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { type SegmentTraces, segmentTraces, toldOf } from "../flow/export-profile.ts";
import { awardsOf } from "../flow/inherited-awards.ts";
import { refusedAbout } from "../flow/refused-about.ts";
import type { HistoryEntry, Profile } from "../profiles/profile.ts";
import { Value } from "./attribute-schema.ts";
import type { Call } from "./call.ts";
import { Cursor, fromCursor, toCursor } from "./cursors.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { ProfileView } from "./profile-schema.ts";
import { findProfile, viewProfile } from "./profiles.ts";
import { route } from "./route.ts";

const Told = z.object({
  what: z.string().meta({
    description: "`attributes`, `behaviour:<name>`, `association`, `deletion` or `record`.",
  }),
  connection: z.string(),
  recordId: z.string().optional(),
  at: Instant.meta({ description: "When it happened, as the source says." }),
  recordedAt: Instant.optional().meta({ description: "When Muster took it in." }),
  values: z.record(z.string(), Value.nullable()).optional(),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  to: z.string().optional().meta({ description: "The associated record." }),
});

const Traces = z.object({
  segmentId: z.string(),
  name: z.string(),
  turns: z.array(z.object({ kind: z.string(), at: Instant, cause: Cause, version: z.number() })),
  pushes: z.array(
    z.object({
      recordId: z.string().optional(),
      email: z.string().optional(),
      desired: z.boolean(),
      state: z.string(),
      reason: z.string().optional(),
      settledAt: Instant.optional(),
    }),
  ),
});

const Export = z
  .object({
    profile: ProfileView.optional().meta({ description: "On the first page, with the rest." }),
    told: z.array(Told).optional().meta({
      description: "Every change and behaviour that was heard of, also what was replaced since.",
    }),
    certificates: z.array(z.object({ programId: z.string(), issuedAt: Instant })).optional(),
    refused: z
      .array(z.object({ connection: z.string(), receivedAt: Instant, body: z.string() }))
      .optional()
      .meta({ description: "Webhooks about the person that could not be read and are kept." }),
    segments: z.array(Traces).meta({ description: "What the person was ever in, or pushed for." }),
    cursor: z.string().optional().meta({ description: "Where the next segments begin." }),
  })
  .meta({ id: "ProfileExport" });

export const getExport = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/export",
  tag: "Profiles",
  status: 200,
  summary: "Everything that is known about a person, page by page",
  description: "Go on while there is a `cursor`: further pages hold the remaining segments.",
  input: { params: z.object({ id: z.string() }), query: z.object({ cursor: Cursor }) },
  output: Export,
  async handle({ params, query }, call) {
    const profile = await findProfile(call, params.id);
    const start = fromCursor("cursor", query.cursor);
    const { traces, after } = await segmentTraces(call.context, profile, start);
    const about = start === undefined ? await aboutPerson(call, profile) : {};
    return { body: { ...about, segments: traces.map(viewTraces), cursor: toCursor(after) } };
  },
});

async function aboutPerson(
  call: Call,
  profile: Profile,
): Promise<Omit<z.input<typeof Export>, "segments">> {
  const { context } = call;
  const refused: { connection: string; receivedAt: string; body: string }[] = [];
  for await (const { connectionId: connection, webhook, text } of refusedAbout(context, profile))
    refused.push({ connection, receivedAt: iso(webhook.receivedAt), body: text });
  const awards = await awardsOf(context, profile);
  return {
    profile: await viewProfile(call, profile),
    told: (await toldOf(context, profile)).map(viewTold),
    certificates: awards.flatMap(({ programId, certificate }) =>
      certificate === undefined ? [] : [{ programId, issuedAt: iso(certificate.issuedAt) }],
    ),
    refused,
  };
}

function viewTold(entry: HistoryEntry): z.input<typeof Told> {
  const { field, connectionId, recordId, at, recordedAt, values, properties, value } = entry;
  return {
    what: field,
    connection: connectionId,
    recordId,
    at: iso(at),
    recordedAt: isoOrAbsent(recordedAt),
    values: values === undefined ? undefined : { ...values },
    properties: properties === undefined ? undefined : { ...properties },
    to: typeof value === "string" ? value : undefined,
  };
}

function viewTraces({ segment, turns, pushes }: SegmentTraces): z.input<typeof Traces> {
  return {
    segmentId: segment.id,
    name: segment.name,
    turns: turns.map(({ kind, at, cause, segmentVersion: version }) => ({
      kind,
      at,
      cause,
      version,
    })),
    pushes: pushes.map(({ recordId, email, desired, state, reason, settledAt }) => ({
      recordId,
      email,
      desired,
      state,
      reason,
      settledAt: isoOrAbsent(settledAt),
    })),
  };
}
