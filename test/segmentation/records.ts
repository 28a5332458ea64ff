import type {
  AttributeType,
  Behaviour,
  RuleContext,
  Scalar,
  SegmentationRecord,
  Value,
} from "../../shared/segmentation/record.ts";

/** Rules about contacts, with these attribute types declared for contacts and companies alike. */
export function contactRules(
  types: Iterable<readonly [string, AttributeType]> = [],
  zone = "UTC",
): RuleContext {
  const declared = new Map([...types].map(([name, type]) => [name, { type }]));
  return { object: "contact", zone, attributes: { contact: declared, company: declared } };
}

/** A profile with these attributes and behaviours. */
export function recordOf(
  attributes: Readonly<Record<string, Value>>,
  behaviours: readonly Behaviour[] = [],
  id = "p-1",
): SegmentationRecord {
  return {
    id,
    attributes: new Map(Object.entries(attributes)),
    behaviours: Map.groupBy(behaviours, ({ name }) => name),
  };
}

export function attributesOnly(attributes: Readonly<Record<string, Value>>): SegmentationRecord {
  return recordOf(attributes);
}

/** @param at milliseconds since the epoch. */
export function behaviour(
  name: string,
  at: number,
  properties: Readonly<Record<string, Scalar>> = {},
): Behaviour {
  return { name, at, properties };
}
