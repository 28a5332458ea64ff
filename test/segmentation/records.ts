import type {
  Behaviour,
  Scalar,
  SegmentationRecord,
  Value,
} from "../../shared/segmentation/record.ts";

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
