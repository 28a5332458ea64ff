import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { chooseField } from "./choose-field.ts";
import { typeKey } from "./describe.ts";
import { type Entity, entities, objectOf } from "./entities.ts";
import { fieldRoster } from "./field-roster.ts";
import { recordRefusal, type Salesforce, type SaveResult, sessionOf } from "./session.ts";

/**
 * Keeps one custom field of each record equal to the segments it is in: a checkbox for one, a
 * multi-select picklist for several. Each write is the whole value: the field is Muster's alone.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_update.htm
 */
export const fieldTarget: PushTarget = {
  kind: "salesforce-field",
  /** What a collection may carry. */
  batchSize: 200,
  choices: ["field", "value"],
  choose: chooseField,
  members: fieldRoster,
  async prepare() {
    return {};
  },
  async push({ destination: { field, segmentName, shownAs }, connection, add, remove, spend }) {
    if (field === undefined)
      throw new PermanentError(`No Salesforce field was chosen for "${segmentName}".`);
    const salesforce = await sessionOf(connection);
    const records = [...add, ...remove];
    const isCheckbox = shownAs === undefined;
    const valueOf = ({ shows = [] }: PushRecord): string | boolean | null =>
      isCheckbox ? shows.length > 0 : choicesOf(shows);
    const written = new Map<string, SaveResult>();
    let isFirst = true;
    for (const entity of entities) {
      const own = records.filter((record) => entityOfRecord(record) === entity);
      if (own.length === 0) continue;
      if (!isFirst) await spend?.();
      isFirst = false;
      const updates = own.map((record) => ({
        Id: record.recordId ?? "",
        [field]: valueOf(record),
      }));
      const results = await saved(salesforce, entity, updates);
      own.forEach(({ profileId }, place) => {
        const result = results[place];
        if (result !== undefined) written.set(profileId, result);
      });
    }
    return [
      ...add.flatMap((record) => outcomeOf(record, written, true) ?? []),
      ...remove.flatMap((record) => outcomeOf(record, written, false) ?? []),
    ];
  },
  shared: {
    nameOf: ({ object, field }) => `${object}.${field}`,
    // A picklist's value is what the admin chose: a new name of the segment does not change it.
    isOutdated: () => false,
    async release() {},
    writes: ({ object, field = "" }) =>
      entities
        .filter((entity) => objectOf[entity] === object)
        .map((entity) => typeKey(entity, field)),
  },
};

function choicesOf(shows: NonNullable<PushRecord["shows"]>): string | null {
  const values = shows.flatMap(({ shownAs }) => shownAs ?? []).toSorted();
  return values.length === 0 ? null : values.join(";");
}

/** What records' ids begin with. */
const prefixes: Readonly<Record<Entity, string>> = { Contact: "003", Lead: "00Q", Account: "001" };

export function entityOfRecord({
  recordId,
}: {
  readonly recordId?: string | undefined;
}): Entity | undefined {
  return entities.find((entity) => recordId?.startsWith(prefixes[entity]));
}

/** Leads may lack the field that contacts have: that is each lead's refusal, not everybody's. */
async function saved(
  salesforce: Salesforce,
  entity: Entity,
  updates: Parameters<Salesforce["update"]>[1],
): Promise<SaveResult[]> {
  try {
    return await salesforce.update(entity, updates);
  } catch (error) {
    if (entity !== "Lead" || !(error instanceof PermanentError)) throw error;
    const errors = [{ statusCode: "INVALID_FIELD", message: error.message }];
    return updates.map(() => ({ success: false, errors }));
  }
}

/** The record is held by another transaction: no outcome yet, so it comes again. */
const held: ReadonlySet<string> = new Set(["UNABLE_TO_LOCK_ROW"]);
const gone: ReadonlySet<string> = new Set([
  "ENTITY_IS_DELETED",
  "INVALID_CROSS_REFERENCE_KEY",
  "INVALID_ID_FIELD",
]);

function outcomeOf(
  record: PushRecord,
  written: ReadonlyMap<string, SaveResult>,
  isIn: boolean,
): PushOutcome | undefined {
  const { profileId, recordId } = record;
  const result = written.get(profileId);
  if (result?.success) return { profileId, state: "confirmed" };
  const codes = result?.errors.map(({ statusCode }) => statusCode) ?? [];
  const isUnknown = entityOfRecord(record) === undefined || codes.some((code) => gone.has(code));
  // Who is not in the org shows nothing there: that removal is done.
  if (!isIn && isUnknown) return { profileId, state: "confirmed" };
  if (codes.some((code) => held.has(code))) return undefined;
  if (recordId === undefined) {
    const reason = "This profile has no record in this Salesforce org.";
    return { profileId, state: "refused", reason };
  }
  const words = result && recordRefusal(result);
  const reason = `Salesforce refused record ${recordId}: ${words ?? "it has no such field"}`;
  return { profileId, state: "refused", reason };
}
