import type { AttributeValue, ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";

/** By names in rules; `null` clears. */
export type AttributeValues = Readonly<Record<string, AttributeValue | null>>;

export interface WrittenRecord {
  readonly object: ObjectKind;
  readonly recordId: string;
}

/**
 * Overwrites values of one record at its source, in one request that may be repeated; returns them
 * as the source will tell of them. Throws as pushing does: `PermanentError` in the source's own
 * words where it refuses them.
 */
export type AttributeWriter = (
  connection: Connection,
  record: WrittenRecord,
  values: AttributeValues,
) => Promise<AttributeValues>;
