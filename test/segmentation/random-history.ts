import {
  attributeField,
  behaviourField,
  pastField,
  segmentField,
} from "../../shared/segmentation/fields.ts";
import type { SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Random } from "./random.ts";
import { behaviourNames, segmentIds } from "./random-words.ts";

/** A record as it becomes, with the names of the fields in which it may differ. */
export interface Step {
  readonly record: SegmentationRecord;
  readonly changed: readonly string[];
}

/**
 * Gives a record some of what another holds: mostly one attribute or the behaviours of one
 * name, sometimes several things at once.
 * @param related fields of related profiles, such as `company.id`.
 */
export function randomStep(
  record: SegmentationRecord,
  donor: SegmentationRecord,
  related: readonly string[],
  random: Random,
): Step {
  let step: Step = { record, changed: [] };
  for (let parts = random.pick([1, 1, 1, 2, 5]); parts > 0; parts -= 1) {
    const next = randomPart(step.record, donor, related, random);
    step = { record: next.record, changed: [...step.changed, ...next.changed] };
  }
  return step;
}

function randomPart(
  record: SegmentationRecord,
  donor: SegmentationRecord,
  related: readonly string[],
  random: Random,
): Step {
  switch (random.below(10)) {
    case 0:
    case 1:
      return withBehaviours(record, donor, random.pick(behaviourNames));
    case 2:
      return withSegment(record, donor, random.pick(segmentIds));
    case 3: {
      const { companies, contacts, ancestors } = donor;
      return {
        record: {
          ...record,
          ...(companies === undefined ? {} : { companies }),
          ...(contacts === undefined ? {} : { contacts }),
          ...(ancestors === undefined ? {} : { ancestors }),
        },
        changed: related,
      };
    }
    default: {
      const names = new Set([...record.attributes.keys(), ...donor.attributes.keys()]);
      return names.size === 0
        ? { record, changed: [] }
        : withAttribute(record, donor, random.pick([...names]));
    }
  }
}

/** The value and its past; it may be the same, go or come. */
function withAttribute(record: SegmentationRecord, donor: SegmentationRecord, name: string): Step {
  const attributes = new Map(record.attributes);
  const value = donor.attributes.get(name);
  if (value === undefined) attributes.delete(name);
  else attributes.set(name, value);
  const { past } = record;
  const get = (other: string) => (other === name ? donor.past : past)?.get(other);
  return {
    record: { ...record, attributes, past: { get } },
    changed: [attributeField(name), pastField(name)],
  };
}

function withBehaviours(record: SegmentationRecord, donor: SegmentationRecord, name: string): Step {
  const behaviours = new Map(record.behaviours);
  behaviours.set(name, donor.behaviours.get(name) ?? []);
  return { record: { ...record, behaviours }, changed: [behaviourField(name)] };
}

function withSegment(record: SegmentationRecord, donor: SegmentationRecord, id: string): Step {
  const segments = new Set(record.segments);
  if (donor.segments?.has(id) === true) segments.add(id);
  else segments.delete(id);
  return { record: { ...record, segments }, changed: [segmentField(id)] };
}
