import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { Cause } from "../contracts/event.ts";
import { type Happening, profileTimeline } from "../flow/profile-timeline.ts";
import {
  associationField,
  attributesField,
  deletionField,
  mergeField,
} from "../profiles/fold-change.ts";
import type { HistoryEntry } from "../profiles/profile.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import { Value } from "./attribute-schema.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { findProfile } from "./profiles.ts";
import { route } from "./route.ts";

const TimelineItem = z
  .object({
    kind: z.enum([
      "changed",
      "behaved",
      "associated",
      "parted",
      "deleted",
      "merged",
      "heard-of",
      "entered",
      "exited",
      "inherited",
      "handed-over",
    ]),
    at: Instant.meta({ description: "When it happened, as the source says." }),
    recordedAt: Instant.optional().meta({ description: "When Muster took it in." }),
    connectionId: z.string().optional(),
    values: z.record(z.string(), Value.nullable()).optional(),
    behaviour: z.string().optional(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    to: z
      .object({ object: ObjectKind, recordId: z.string() })
      .optional()
      .meta({ description: "The associated record, by its source's own id." }),
    segmentId: z.string().optional(),
    segment: z.string().optional().meta({ description: "Its name." }),
    cause: Cause.optional(),
  })
  .meta({ id: "TimelineItem" });
type TimelineItem = z.input<typeof TimelineItem>;

export const getTimeline = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/timeline",
  tag: "Profiles",
  status: 200,
  summary: "What happened to a person or company: changes, behaviours, memberships; newest first",
  input: {
    params: z.object({ id: z.string() }),
    query: z.object({ limit: Limit, cursor: Cursor }),
  },
  output: listOf(TimelineItem).extend({
    complete: z.boolean().meta({
      description: "False where only the first 1,000 segments were asked for memberships.",
    }),
  }),
  async handle({ params, query: { limit, cursor } }, call) {
    const profile = await findProfile(call, params.id);
    const after = fromCursor("cursor", cursor);
    const page = await profileTimeline(call.context, profile, { limit, after });
    const items = page.happenings.map(viewHappening);
    return { body: { items, cursor: toCursor(page.after), complete: page.complete } };
  },
});

function viewHappening(happening: Happening): TimelineItem {
  const at = iso(happening.at);
  if (happening.kind === "told") return { at, ...viewTold(happening.entry) };
  const { turn, segment } = happening;
  return { at, kind: turn.kind, segmentId: turn.segmentId, segment, cause: turn.cause };
}

function viewTold(entry: HistoryEntry): Omit<TimelineItem, "at"> {
  const { field, connectionId } = entry;
  const heard = { connectionId, recordedAt: isoOrAbsent(entry.recordedAt) };
  if (isBehaviourField(field)) {
    const behaviour = field.slice(behaviourField("").length);
    return { kind: "behaved", ...heard, behaviour, properties: { ...entry.properties } };
  }
  switch (field) {
    case attributesField:
      return { kind: "changed", ...heard, values: { ...entry.values } };
    case associationField:
      return { kind: entry.association?.removed ? "parted" : "associated", ...heard, ...to(entry) };
    case deletionField:
      return { kind: "deleted", ...heard };
    case mergeField:
      return { kind: "merged", ...heard };
    default:
      return { kind: "heard-of", ...heard };
  }
}

function to({ association, value }: HistoryEntry): Pick<TimelineItem, "to"> {
  if (association === undefined || typeof value !== "string") return {};
  return { to: { object: association.object, recordId: value } };
}
