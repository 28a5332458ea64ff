import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { type SegmentTraces, segmentTraces, toldOf } from "../flow/export-profile.ts";
import { awardsOf } from "../flow/inherited-awards.ts";
import { refusedAbout } from "../flow/refused-about.ts";
import { recordedAt } from "../profiles/handed-on.ts";
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
    description:
      "`attributes`, `behaviour:<name>`, `association`, `deletion`, `merge` or `record`.",
  }),
  connection: z.string(),
  recordId: z.string().optional(),
  at: Instant.meta({ description: "When it happened, as the source says." }),
  recordedAt: Instant.optional().meta({ description: "When Muster took it in." }),
  values: z.record(z.string(), Value.nullable()).optional(),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  to: z.string().optional().meta({
    description: "The associated record, or the one that the record was merged into.",
  }),
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
      description:
        "Every change and behaviour that was heard of, also what was replaced since; as many on a page as an answer holds.",
    }),
    certificates: z.array(z.object({ programId: z.string(), issuedAt: Instant })).optional(),
    refused: z
      .array(z.object({ connection: z.string(), receivedAt: Instant, body: z.string() }))
      .optional()
      .meta({ description: "Webhooks about the person that could not be read and are kept." }),
    segments: z.array(Traces).meta({ description: "What the person was ever in, or pushed for." }),
    cursor: z.string().optional().meta({ description: "Where the rest begins." }),
  })
  .meta({ id: "ProfileExport" });

export const getExport = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/export",
  role: "admin",
  tag: "Profiles",
  status: 200,
  summary: "Everything that is known about a person, page by page",
  description:
    "Go on while there is a `cursor`: further pages hold more of what was told, then the remaining segments.",
  input: { params: z.object({ id: z.string() }), query: z.object({ cursor: Cursor }) },
  output: Export,
  async handle({ params, query }, call) {
    const profile = await findProfile(call, params.id);
    const place = placeOf(fromCursor("cursor", query.cursor));
    const about = query.cursor === undefined ? await aboutPerson(call, profile) : {};
    const { told, refused, next } = await heardOf(call, profile, place);
    const heard = { ...about, ...(told && { told }), ...(refused && { refused }) };
    if (next !== undefined) return { body: { ...heard, segments: [], cursor: toCursor(next) } };
    const from = place.part === "segments" ? place.after : undefined;
    const { traces, after } = await segmentTraces(call.context, profile, from);
    return { body: { ...heard, segments: traces.map(viewTraces), cursor: toCursor(after) } };
  },
});

/** An answer has at most 6 MB, and a character up to three bytes. */
const charactersPerPage = 1_500_000;

interface Place {
  readonly part: "told" | "refused" | "segments";
  /** What the page before ended with; empty where the part begins. */
  readonly after: string;
}

/** By what was shown last, not by how many: entries expire between two pages. */
function placeOf(key: string | undefined): Place {
  if (key === undefined) return { part: "told", after: "" };
  const [, part, after = ""] = /^(told|refused) (.*)$/s.exec(key) ?? [];
  if (part === "told" || part === "refused") return { part, after };
  return { part: "segments", after: key };
}

interface Heard {
  readonly told?: z.input<typeof Told>[];
  readonly refused?: NonNullable<z.input<typeof Export>["refused"]>;
  /** Where the next page begins, if not with segments. */
  readonly next?: string;
}

/** What was told of a person and still fits on a page that begins there. */
async function heardOf({ context }: Call, profile: Profile, place: Place): Promise<Heard> {
  if (place.part === "segments") return {};
  let room = charactersPerPage;
  let told: z.input<typeof Told>[] | undefined;
  if (place.part === "told") {
    const all = await toldOf(context, profile);
    const placed = all.map((entry) => ({ place: placeOfTold(entry), item: viewTold(entry) }));
    const page = fitting(placed, place.after, room);
    told = page.items;
    if (page.next !== undefined) return { told, next: `told ${page.next}` };
    room = page.room;
  }
  const all: Placed<NonNullable<Heard["refused"]>[number]>[] = [];
  for await (const { connectionId: connection, webhook, text } of refusedAbout(context, profile)) {
    const item = { connection, receivedAt: iso(webhook.receivedAt), body: text };
    all.push({ place: `${connection}#${webhook.id}`, item });
  }
  const page = fitting(all, place.part === "refused" ? place.after : "", room);
  const heard = { ...(told && { told }), refused: page.items };
  return page.next === undefined ? heard : { ...heard, next: `refused ${page.next}` };
}

/** In the order in which it was taken in; no two entries have one. */
function placeOfTold(entry: HistoryEntry): string {
  const instants = [recordedAt(entry), entry.at].map((at) => String(at).padStart(15, "0"));
  const before = (entry.inherited ?? []).map((each) => each.recordedAt);
  return [...instants, entry.field, entry.key, ...before].join("#");
}

interface Placed<Item> {
  readonly place: string;
  readonly item: Item;
}

/** Items behind a place, as many as there is room for; where the room is whole, one at least. */
function fitting<Item>(all: readonly Placed<Item>[], after: string, room: number) {
  const items: Item[] = [];
  let left = room;
  let last = after;
  const behind = all.filter(({ place }) => place > after);
  for (const { place, item } of behind.sort((one, other) => (one.place < other.place ? -1 : 1))) {
    const size = JSON.stringify(item).length;
    const isFirst = items.length === 0 && room === charactersPerPage;
    if (size > left && !isFirst) return { items, room: 0, next: last };
    items.push(item);
    left -= size;
    last = place;
  }
  return { items, room: left, next: undefined };
}

async function aboutPerson(
  call: Call,
  profile: Profile,
): Promise<Pick<z.input<typeof Export>, "profile" | "certificates">> {
  const awards = await awardsOf(call.context, profile);
  return {
    profile: await viewProfile(call, profile),
    certificates: awards.flatMap(({ programId, certificate }) =>
      certificate === undefined ? [] : [{ programId, issuedAt: iso(certificate.issuedAt) }],
    ),
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
