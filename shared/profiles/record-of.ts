import { coerce } from "../segmentation/language/coerce.ts";
import { normaliseValue } from "../segmentation/language/normalise.ts";
import type {
  AttributeDeclaration,
  AttributeDeclarations,
  Behaviour,
  Observation,
  SegmentationRecord,
  Value,
} from "../segmentation/record.ts";
import { visibleCell } from "./cells.ts";
import { observationsOf } from "./past.ts";
import type { Profile } from "./profile.ts";

/** What rules see of a profile: the newest values, in their declared types. */
export function recordOf(profile: Profile, types: AttributeDeclarations): SegmentationRecord {
  const attributes = new Map<string, Value>();
  for (const name of Object.keys(profile.cells)) {
    const value = typedValue(profile, name, types);
    if (value !== undefined) attributes.set(name, value);
  }
  const behaviours = new Map<string, readonly Behaviour[]>();
  for (const [name, kept] of Object.entries(profile.behaviours)) {
    behaviours.set(
      name,
      kept.map((each) => ({ name, at: each.happenedAt, properties: each.properties })),
    );
  }
  const past = { get: (name: string) => pastOf(profile, name, types) };
  return { id: profile.id, attributes, behaviours, past };
}

/** Values that do not convert to the declared type count as cleared. */
function pastOf(
  profile: Profile,
  name: string,
  types: AttributeDeclarations,
): readonly Observation[] {
  const declared = types.get(name);
  return observationsOf(profile, name).map(({ at, value }) => ({
    at,
    value: value === null ? null : (typed(value, declared) ?? null),
  }));
}

/** Absent, cleared, and not convertible to the declared type are all missing. */
export function typedValue(
  profile: Profile,
  name: string,
  types: AttributeDeclarations,
): Value | undefined {
  const visible = visibleCell(profile.cells, name);
  return visible === undefined ? undefined : typed(visible.value, types.get(name));
}

/** A value in its declared type; undefined where it does not convert. */
export function typed(value: Value, declared: AttributeDeclaration | undefined): Value | undefined {
  if (declared === undefined) return value;
  const coerced = coerce(value, declared.type);
  return coerced.ok ? normaliseValue(coerced.value, declared.normalise) : undefined;
}
