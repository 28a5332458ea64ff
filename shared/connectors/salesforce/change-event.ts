import { z } from "zod";
import { flatNames, flattened } from "./compound-fields.ts";
import { type Entity, entityOf } from "./entities.ts";
import type { FieldValue } from "./field-value.ts";
import type { KnownFields } from "./record-changes.ts";
import { isRecordId, longId } from "./record-id.ts";

/**
 * `commitNumber` is not read: it exceeds 2^53, which JSON's numbers do not hold; commits are
 * ordered by their timestamp. Nor is `changeOrigin`: nothing that is followed here is written
 * by Muster, so an event of its origin is what the org's own automation made of a write.
 */
const Header = z.object({
  entityName: z.string(),
  recordIds: z.array(z.string()).default([]),
  changeType: z.string(),
  /** Milliseconds since the epoch. */
  commitTimestamp: z.coerce.number().int().positive(),
  changedFields: z.array(z.string()).nullish(),
  nulledFields: z.array(z.string()).nullish(),
});
type Header = z.infer<typeof Header>;

const Payload = z.looseObject({ ChangeEventHeader: Header });
/** Event Relay puts the event under `payload`; AppFlow gives it as it is. */
const Detail = z.union([
  z.object({ payload: Payload }).transform(({ payload }) => payload),
  Payload,
]);

/** Records of which an event says that something happened, but not all of what. */
interface Doubtful {
  readonly entity: Entity;
  readonly recordIds: readonly string[];
  /** When it was committed, in milliseconds. */
  readonly at: number;
}

/** What one event of Change Data Capture says. */
export type ChangeNews =
  | {
      readonly kind: "fields";
      readonly known: readonly KnownFields[];
      readonly doubtful?: Doubtful;
    }
  | ({ readonly kind: "unclear" | "gone" } & Doubtful)
  /** Too much happened to be told record by record. */
  | { readonly kind: "flood"; readonly entity: Entity }
  | { readonly kind: "ignored" };

/**
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm
 * Undefined for what is no such event.
 */
export function readChangeEvent(detail: unknown): ChangeNews | undefined {
  const read = Detail.safeParse(detail);
  if (!read.success) return undefined;
  const { ChangeEventHeader: header, ...body } = read.data;
  const entity = entityOf(header.entityName);
  if (entity === undefined) return { kind: "ignored" };
  const at = header.commitTimestamp;
  const ids = header.recordIds.map(longId);
  // A wildcard (`001*`) stands for records that Salesforce does not name.
  if (header.changeType === "GAP_OVERFLOW" || ids.length === 0 || !ids.every(isRecordId))
    return { kind: "flood", entity };
  const about: Doubtful = { entity, recordIds: ids, at };
  switch (header.changeType) {
    case "CREATE":
      return { kind: "fields", known: each(about, present(flattened(body))) };
    case "UPDATE":
      return updated(about, header, body);
    case "DELETE":
    case "GAP_DELETE":
      return { kind: "gone", ...about };
    default:
      return { kind: "unclear", ...about };
  }
}

/**
 * A field counts as cleared only where `nulledFields` names it: an unchanged one may come as
 * null, and a changed one may be missing. Where that leaves a doubt, as where the fields are
 * named by a bitmap that needs the event's schema, the record is to be read.
 */
function updated(
  about: Doubtful,
  { changedFields, nulledFields }: Header,
  body: Readonly<Record<string, unknown>>,
): ChangeNews {
  const changed = [...(changedFields ?? []), ...(nulledFields ?? [])];
  if (changed.length === 0 || changed.some(isBitmap)) return { kind: "unclear", ...about };
  const nulled = new Set((nulledFields ?? []).flatMap((name) => flatNames(name, body) ?? []));
  const given = flattened(body);
  const fields = new Map<string, FieldValue>();
  let isDoubtful = false;
  for (const named of changed) {
    const names = flatNames(named, body);
    isDoubtful ||= names === undefined;
    for (const name of names ?? []) {
      const value = nulled.has(name) ? null : given.get(name);
      if (value === undefined || (value === null && !nulled.has(name))) isDoubtful = true;
      else fields.set(name, value);
    }
  }
  return { kind: "fields", known: each(about, fields), ...(isDoubtful ? { doubtful: about } : {}) };
}

function isBitmap(name: string): boolean {
  return /^(\d+-)?0x[0-9A-Fa-f]*$/.test(name);
}

function present(fields: ReadonlyMap<string, FieldValue>): ReadonlyMap<string, FieldValue> {
  return new Map([...fields].filter(([, value]) => value !== null));
}

function each(
  { entity, recordIds, at }: Doubtful,
  fields: ReadonlyMap<string, FieldValue>,
): KnownFields[] {
  return recordIds.map((recordId) => ({ entity, recordId, at, fields }));
}
