import type { ObjectKind, SegmentationRecord } from "../record.ts";
import type { ElementList } from "./element-list.ts";
import { flipsAt } from "./explanation.ts";

const none: readonly never[] = [];

interface Relation {
  readonly object: ObjectKind;
  readonly read: (record: SegmentationRecord) => readonly SegmentationRecord[];
}

const relations = {
  company: { object: "company", read: ({ companies }) => companies ?? none },
  contacts: { object: "contact", read: ({ contacts }) => contacts ?? none },
  ancestors: { object: "company", read: ({ ancestors }) => ancestors ?? none },
} as const satisfies Record<string, Relation>;

/** The fields that hold related profiles. */
export type RelatedField = keyof typeof relations;

export function isRelatedField(field: string): field is RelatedField {
  return Object.hasOwn(relations, field);
}

/** Of which kind the related profiles are, whose attributes a nested group reads. */
export function relatedObject(field: RelatedField): ObjectKind {
  return relations[field].object;
}

export function relatedList(field: RelatedField): ElementList<SegmentationRecord> {
  const ownsAnchors = field === "contacts";
  return {
    field,
    emptyIsMissing: field === "company",
    read: relations[field].read,
    ownerOf: (profile, owner) => (ownsAnchors ? profile : owner),
    inOrder: (profiles) => profiles,
    explain: (inner) => (profile, now, owner) => ({
      kind: "related",
      id: profile.id,
      truth: inner.truth(profile, now, owner),
      ...flipsAt(inner.flip(profile, now, owner)),
      children: [inner.explain(profile, now, owner)],
    }),
  };
}
