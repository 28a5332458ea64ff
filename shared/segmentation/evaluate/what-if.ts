import type { Behaviour, Observation, Past, SegmentationRecord, Truth, Value } from "../record.ts";
import type { CompiledRule } from "./compile-rule.ts";
import { type Obstacle, obstaclesOf } from "./obstacles.ts";

/** A change to try out; values are converted and normalised as the profile's own are. */
export interface SupposedChange {
  /** By attribute name; `null` clears it. */
  readonly attributes?: ReadonlyMap<string, Value | null>;
  /** Added to those there are. */
  readonly behaviours?: readonly Behaviour[];
}

/** What a change would do to one rule and one profile. */
export interface Outcome {
  readonly before: Truth;
  readonly after: Truth;
  /** When time alone would change the truth after it, in milliseconds; undefined if never. */
  readonly nextFlip: number | undefined;
  /** What would still keep the rule from being true. */
  readonly obstacles: readonly Obstacle[];
  /** The profile as it would be. */
  readonly changed: SegmentationRecord;
}

/** Tries a change out: the profile's attributes are taken to be observed at `now`. */
export function whatIf(
  compiled: CompiledRule,
  record: SegmentationRecord,
  change: SupposedChange,
  now: number,
): Outcome {
  const changed = supposed(record, change, now);
  return {
    before: compiled.evaluate(record, now),
    after: compiled.evaluate(changed, now),
    nextFlip: compiled.nextFlip(changed, now),
    obstacles: obstaclesOf(compiled.explain(changed, now)),
    changed,
  };
}

function supposed(
  record: SegmentationRecord,
  { attributes = new Map(), behaviours = [] }: SupposedChange,
  now: number,
): SegmentationRecord {
  return {
    ...record,
    attributes: supposedAttributes(record, attributes),
    behaviours: supposedBehaviours(record, behaviours),
    past: supposedPast(record, attributes, now),
  };
}

function supposedAttributes(
  record: SegmentationRecord,
  supposedly: ReadonlyMap<string, Value | null>,
): SegmentationRecord["attributes"] {
  const attributes = new Map(record.attributes);
  for (const [name, value] of supposedly) {
    if (value === null) attributes.delete(name);
    else attributes.set(name, value);
  }
  return attributes;
}

function supposedBehaviours(
  record: SegmentationRecord,
  added: readonly Behaviour[],
): SegmentationRecord["behaviours"] {
  const behaviours = new Map(record.behaviours);
  for (const each of added) {
    behaviours.set(each.name, [...(behaviours.get(each.name) ?? []), each]);
  }
  return behaviours;
}

function supposedPast(
  { past }: SegmentationRecord,
  attributes: ReadonlyMap<string, Value | null>,
  now: number,
): Past {
  return {
    get: (attribute) => {
      const before = past?.get(attribute);
      const value = attributes.get(attribute);
      return value === undefined ? before : inserted(before ?? [], { at: now, value });
    },
  };
}

/** Ascending by instant, behind those of the same instant. */
function inserted(
  observations: readonly Observation[],
  observation: Observation,
): readonly Observation[] {
  const later = observations.findIndex(({ at }) => at > observation.at);
  return later < 0 ? [...observations, observation] : observations.toSpliced(later, 0, observation);
}
