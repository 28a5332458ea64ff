import { coerce } from "../../../shared/segmentation/language/coerce.ts";
import { normaliseValue } from "../../../shared/segmentation/language/normalise.ts";
import type {
  AttributeDeclaration,
  AttributeDeclarations,
  ObjectKind,
  RuleContext,
  SegmentationRecord,
  Value,
} from "../../../shared/segmentation/record.ts";
import type { CaseRecord, Settings } from "./case-format.ts";

/** What a rule of this case is read against. */
export function contextOf(settings: Settings): RuleContext {
  const { object = "contact", zone = "UTC", types = {} } = settings;
  const own = new Map(Object.entries(types));
  const related = new Map(Object.entries(settings.relatedTypes ?? types));
  const [contact, company] = object === "contact" ? [own, related] : [related, own];
  return { object, zone, attributes: { contact, company } };
}

/** The profile of a case after the way in: values converted and normalised as declared. */
export function recordOfCase(given: CaseRecord, context: RuleContext): SegmentationRecord {
  return recordOf(given, context.object, context, "p-1");
}

function recordOf(
  given: CaseRecord,
  object: ObjectKind,
  context: RuleContext,
  fallbackId: string,
): SegmentationRecord {
  const declared = context.attributes[object];
  const related = (kind: ObjectKind, records: readonly CaseRecord[] = []) =>
    records.map((each, at) => recordOf(each, kind, context, `${fallbackId}/${kind}-${at + 1}`));
  return {
    id: given.id ?? fallbackId,
    attributes: attributesOf(given, declared),
    behaviours: behavioursOf(given),
    past: pastOf(given, declared),
    companies: related("company", given.companies),
    contacts: related("contact", given.contacts),
    ancestors: related("company", given.ancestors),
    segments: new Set(given.segments),
  };
}

function attributesOf({ attributes = {} }: CaseRecord, declared: AttributeDeclarations) {
  const seen = Object.entries(attributes).flatMap(([name, value]) => {
    const arrived = onTheWayIn(value, declared.get(name));
    return arrived === undefined ? [] : [[name, arrived] as const];
  });
  return new Map(seen);
}

function behavioursOf({ behaviours = [] }: CaseRecord) {
  const read = behaviours.map(([name, at, properties]) => {
    return { name, at: Date.parse(at), properties };
  });
  return Map.groupBy(read, ({ name }) => name);
}

function pastOf({ past = {} }: CaseRecord, declared: AttributeDeclarations) {
  const observed = Object.entries(past).map(([name, observations]) => {
    const read = observations.map(([at, value]) => {
      const arrived = value === null ? null : (onTheWayIn(value, declared.get(name)) ?? null);
      return { at: Date.parse(at), value: arrived };
    });
    return [name, read] as const;
  });
  return new Map(observed);
}

/** @returns undefined for what does not convert: it counts as missing. */
function onTheWayIn(value: Value, declared: AttributeDeclaration | undefined): Value | undefined {
  if (declared === undefined) return value;
  const coerced = coerce(value, declared.type);
  return coerced.ok ? normaliseValue(coerced.value, declared.normalise) : undefined;
}
