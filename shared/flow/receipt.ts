import { createHash } from "node:crypto";
import type { AttributeValue } from "../contracts/change.ts";
import type { Cause } from "../contracts/event.ts";
import { visibleCell } from "../profiles/cells.ts";
import { recordedAt } from "../profiles/handed-on.ts";
import type { HistoryEntry } from "../profiles/profile.ts";
import { canonicalJson } from "../runtime/canonical-json.ts";
import { attributeField, behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { ExplanationAsOf } from "./as-of-explanation.ts";

/** A value that the rule looked at, and where it came from. Instants in milliseconds. */
export interface ReceiptValue {
  readonly attribute: string;
  readonly value: AttributeValue;
  readonly connection: string;
  readonly at: number;
}

/** A change that turned the membership, as its source told it. Instants in milliseconds. */
export interface ReceiptChange {
  /** What the turn's cause names: an attribute, or `behaviours.{name}`. */
  readonly attribute: string;
  readonly value: AttributeValue | null;
  readonly connection: string;
  readonly recordId: string | undefined;
  readonly at: number;
  /** When it was taken in. */
  readonly recordedAt: number;
}

/** The values that the rule reads, as they stood. */
export function receiptValues({ profile, reads }: ExplanationAsOf): ReceiptValue[] {
  return Object.keys(profile.cells)
    .filter((attribute) => reads.has(attributeField(attribute)))
    .sort()
    .flatMap((attribute): ReceiptValue[] => {
      const visible = visibleCell(profile.cells, attribute);
      if (visible === undefined) return [];
      const { value, connectionId: connection, at } = visible;
      return [{ attribute, value, connection, at }];
    });
}

/** Of each turn that a change caused: that change. What the trail no longer holds is left out. */
export function receiptChanges({ turns, entries }: ExplanationAsOf): ReceiptChange[] {
  return turns.flatMap(({ cause }): ReceiptChange[] => {
    const { attribute } = cause;
    if (attribute === undefined) return [];
    const entry = entries.find((each) => isCause(cause, attribute, each));
    if (entry === undefined) return [];
    const { values = {}, value, connectionId: connection, recordId, at } = entry;
    const told = Object.hasOwn(values, attribute) ? values[attribute] : value;
    return [
      {
        attribute,
        value: told ?? null,
        connection,
        recordId,
        at,
        recordedAt: recordedAt(entry),
      },
    ];
  });
}

function isCause(cause: Cause, attribute: string, entry: HistoryEntry): boolean {
  if (entry.connectionId !== cause.connection) return false;
  if (isBehaviourField(entry.field))
    return entry.field === behaviourField(attribute.replace(/^behaviours\./, ""));
  const isSaid = entry.values !== undefined && Object.hasOwn(entry.values, attribute);
  return isSaid && entry.at === Date.parse(cause.at);
}

/** SHA-256 in hexadecimal over the document's canonical JSON (RFC 8785). */
export function digestOf(document: unknown): string {
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}
