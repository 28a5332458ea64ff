import type { CompiledRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { BehaviourNeed, PastNeed } from "../../shared/segmentation/evaluate/dependencies.ts";
import {
  anyBehaviour,
  attributeField,
  behaviourField,
  idField,
  pastField,
  type RelatedPath,
  relatedField,
  segmentField,
} from "../../shared/segmentation/fields.ts";
import type { Past, SegmentationRecord } from "../../shared/segmentation/record.ts";
import { earliestVisible } from "../../shared/segmentation/time/window.ts";
import { segmentIds } from "./random-words.ts";

type Reads = (field: string) => boolean;

/** The record with all that is not read taken from another one. */
export function unreadFrom(
  other: SegmentationRecord,
  record: SegmentationRecord,
  reads: ReadonlySet<string>,
): SegmentationRecord {
  return {
    ...mixed(record, other, (field) => reads.has(field)),
    companies: mixedAlong("company", record.companies, other.companies, reads),
    contacts: mixedAlong("contacts", record.contacts, other.contacts, reads),
    ancestors: mixedAlong("ancestors", record.ancestors, other.ancestors, reads),
  };
}

const nobody: SegmentationRecord = { id: "nobody", attributes: new Map(), behaviours: new Map() };

/** Which related profiles there are is read where anything of them is. */
function mixedAlong(
  path: RelatedPath,
  list: readonly SegmentationRecord[] = [],
  others: readonly SegmentationRecord[] = [],
  reads: ReadonlySet<string>,
): readonly SegmentationRecord[] {
  const isRead = (field: string) => reads.has(relatedField(path, field));
  if (!isRead(idField)) return others;
  return list.map((each, at) => {
    const other = others[at] ?? nobody;
    const profile = mixed(each, other, isRead);
    if (path !== "company") return profile;
    const above = mixedAlong("company.ancestors", each.ancestors, other.ancestors, reads);
    return { ...profile, ancestors: above };
  });
}

function mixed(
  record: SegmentationRecord,
  other: SegmentationRecord,
  reads: Reads,
): SegmentationRecord {
  const readsBehaviour = (name: string) => reads(anyBehaviour) || reads(behaviourField(name));
  const segments = segmentIds.filter((id) =>
    (reads(segmentField(id)) ? record : other).segments?.has(id),
  );
  return {
    id: reads(idField) ? record.id : other.id,
    attributes: mixedMap(record.attributes, other.attributes, (name) =>
      reads(attributeField(name)),
    ),
    behaviours: mixedMap(record.behaviours, other.behaviours, readsBehaviour),
    past: {
      get: (name) => (reads(pastField(name)) ? record : other).past?.get(name),
    },
    segments: new Set(segments),
  };
}

function mixedMap<Held>(
  own: ReadonlyMap<string, Held>,
  others: ReadonlyMap<string, Held>,
  isOwn: (name: string) => boolean,
): ReadonlyMap<string, Held> {
  return new Map([
    ...[...own].filter(([name]) => isOwn(name)),
    ...[...others].filter(([name]) => !isOwn(name)),
  ]);
}

/** The record with nothing but what the rule says it needs, as a store may keep it. */
export function onlyNeeded(
  record: SegmentationRecord,
  { reads, behaviourNeeds, pastNeeds, relatedNeeds }: CompiledRule,
  now: number,
): SegmentationRecord {
  const along = (path: RelatedPath, list: readonly SegmentationRecord[] = []) => {
    const need = relatedNeeds.find((each) => each.path === path);
    if (need === undefined) return [];
    return list.map(
      ({ id, attributes, behaviours }): SegmentationRecord => ({
        id,
        attributes: mixedMap(attributes, new Map(), (name) => need.attributes.includes(name)),
        behaviours: neededBehaviours(behaviours, need.behaviours, now),
      }),
    );
  };
  return {
    id: record.id,
    attributes: mixedMap(record.attributes, new Map(), (name) => reads.has(attributeField(name))),
    behaviours: neededBehaviours(record.behaviours, behaviourNeeds, now),
    past: neededPast(record.past, pastNeeds, now),
    segments: new Set([...(record.segments ?? [])].filter((id) => reads.has(segmentField(id)))),
    companies: along("company", record.companies).map((company, at) => ({
      ...company,
      ancestors: along("company.ancestors", record.companies?.[at]?.ancestors),
    })),
    contacts: along("contacts", record.contacts),
    ancestors: along("ancestors", record.ancestors),
  };
}

function neededBehaviours(
  behaviours: SegmentationRecord["behaviours"],
  needs: readonly BehaviourNeed[],
  now: number,
): SegmentationRecord["behaviours"] {
  const byName = new Map(needs.map((need) => [need.name, need]));
  return new Map(
    [...behaviours].map(([name, list]) => {
      const need = byName.get(name) ?? byName.get("*");
      const since = need === undefined ? Number.POSITIVE_INFINITY : sinceOf(need.window, now);
      return [name, list.filter(({ at }) => at >= since)];
    }),
  );
}

function sinceOf(window: string | undefined, now: number): number {
  return window === undefined ? Number.NEGATIVE_INFINITY : earliestVisible(window, now);
}

/** What is within the window, and the last observation before it. */
function neededPast(past: Past | undefined, needs: readonly PastNeed[], now: number): Past {
  const byName = new Map(needs.map((need) => [need.attribute, need]));
  return {
    get: (attribute) => {
      const need = byName.get(attribute);
      const observations = past?.get(attribute);
      if (need === undefined || observations === undefined) return undefined;
      const since = sinceOf(need.window, now);
      const first = observations.findIndex(({ at }) => at >= since);
      return observations.slice(Math.max(0, (first < 0 ? observations.length : first) - 1));
    },
  };
}
