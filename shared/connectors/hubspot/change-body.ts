import type { Change, ObjectKind } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import { readShape } from "../webhook-json.ts";
import type { Kind } from "./event-kind.ts";
import { attributeNameOf, propertyTypeKey, valueOf } from "./property-value.ts";
import { segmentsProperty } from "./segments-property.ts";
import { childToParent, parentToChild } from "./versions.ts";
import { AssociationEvent, MergeEvent, PropertyChangeEvent, RecordEvent } from "./webhook-event.ts";

type Undated = Omit<Change, "at">;
export type BuildChange = (propertyTypes: Connection["propertyTypes"]) => Undated;

/**
 * How to make a change of an event, once the connection's property types are known; undefined
 * for an association with anything but a company, and for what Muster itself writes. Throws a `Problem` (400)
 * that names the wrong place.
 */
export function bodyOf(kind: Kind, raw: unknown, index: number): BuildChange | undefined {
  const { object } = kind;
  switch (kind.happening) {
    case "creation":
    case "restore": {
      const { objectId: recordId } = readShape(RecordEvent, raw, [index]);
      return () => ({ object, recordId, body: { kind: "attributes", values: {} } });
    }
    case "propertyChange":
      return propertyChange(object, raw, index);
    case "deletion": {
      const { objectId: recordId } = readShape(RecordEvent, raw, [index]);
      return () => ({ object, recordId, body: { kind: "deletion" } });
    }
    case "privacyDeletion": {
      const { objectId: recordId } = readShape(RecordEvent, raw, [index]);
      return () => ({ object, recordId, body: { kind: "erasure" } });
    }
    case "merge":
      return merge(object, raw, index);
    case "associationChange":
      return association(readShape(AssociationEvent, raw, [index]));
  }
}

/** What Muster itself writes is no news, whoever wrote it this time. */
function propertyChange(object: ObjectKind, raw: unknown, index: number): BuildChange | undefined {
  const event = readShape(PropertyChangeEvent, raw, [index]);
  if (event.propertyName === segmentsProperty) return undefined;
  const name = attributeNameOf(event.propertyName);
  const typeKey = propertyTypeKey(object, event.propertyName);
  return (propertyTypes) => {
    const value = valueOf(event.propertyValue, propertyTypes[typeKey]);
    return {
      object,
      recordId: event.objectId,
      body: { kind: "attributes", values: { [name]: value } },
    };
  };
}

/** The merge may mint a new record: then the primary one is among those merged into it. */
function merge(object: ObjectKind, raw: unknown, index: number): BuildChange {
  const event = readShape(MergeEvent, raw, [index]);
  const recordId = event.newObjectId ?? event.primaryObjectId;
  const all = new Set([event.primaryObjectId, ...event.mergedObjectIds]);
  all.delete(recordId);
  return () => ({ object, recordId, body: { kind: "merge", mergedRecordIds: [...all] } });
}

/** Names of the older generation beside numbers of the newer one, by whose change it is. */
const associations: readonly {
  readonly object: ObjectKind;
  /** Told from the record that changes; the others from the company it is associated with. */
  readonly from: readonly (string | number)[];
  readonly to: readonly (string | number)[];
}[] = [
  { object: "contact", from: ["CONTACT_TO_COMPANY", 1, 279], to: ["COMPANY_TO_CONTACT", 2, 280] },
  {
    object: "company",
    from: ["CHILD_COMPANY_TO_PARENT_COMPANY", childToParent],
    to: ["PARENT_COMPANY_TO_CHILD_COMPANY", parentToChild],
  },
];

/** HubSpot tells both directions; both become the same change, of the contact or the child. */
function association(event: AssociationEvent): BuildChange | undefined {
  const { fromObjectId, toObjectId, associationRemoved: removed } = event;
  const type = typeOfAssociation(event);
  const found = associations.find(({ from, to }) => from.includes(type) || to.includes(type));
  if (found === undefined) return undefined;
  const [recordId, companyId] = found.from.includes(type)
    ? [fromObjectId, toObjectId]
    : [toObjectId, fromObjectId];
  const to = { object: "company" as const, recordId: companyId };
  return () => ({ object: found.object, recordId, body: { kind: "association", to, removed } });
}

function typeOfAssociation(event: AssociationEvent): string | number {
  if (event.associationType !== undefined) return event.associationType;
  const defined = (event.associationCategory ?? "HUBSPOT_DEFINED") === "HUBSPOT_DEFINED";
  return defined ? (event.associationTypeId ?? "") : "";
}
