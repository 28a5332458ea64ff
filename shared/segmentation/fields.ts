/** The names under which rules say what they read and changes say what they touch. */

const behaviourPrefix = "behaviour:";

export const anyBehaviour = `${behaviourPrefix}*`;
/** Read by rules on the profile's id, which is set when the profile is born. */
export const idField = "id";

export function attributeField(name: string): string {
  return `attribute:${name}`;
}

export function behaviourField(name: string): string {
  return `${behaviourPrefix}${name}`;
}

export function isBehaviourField(field: string): boolean {
  return field.startsWith(behaviourPrefix);
}

/** Touched by every observation of the attribute, also by one that leaves its value as it is. */
export function pastField(attribute: string): string {
  return `past:${attribute}`;
}

/** Touched when membership of the segment turns. */
export function segmentField(segmentId: string): string {
  return `segment:${segmentId}`;
}

/** The ways from a profile to related ones. */
export const relatedPaths = ["company", "company.ancestors", "contacts", "ancestors"] as const;
export type RelatedPath = (typeof relatedPaths)[number];

/**
 * A field of the related profiles: `company.attribute:tier`, `contacts.behaviour:login`.
 * `company.id` is touched when another company comes or goes; whatever reads a related
 * profile reads its id field too.
 */
export function relatedField(path: RelatedPath, field: string): string {
  return `${path}.${field}`;
}
