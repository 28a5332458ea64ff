import { coerce } from "../segmentation/language/coerce.ts";
import type {
  AttributeDeclarations,
  Behaviour,
  SegmentationRecord,
  Value,
} from "../segmentation/record.ts";
import { visibleCell } from "./cells.ts";
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
  return { id: profile.id, attributes, behaviours };
}

/** Absent, cleared, and not convertible to the declared type are all missing. */
export function typedValue(
  profile: Profile,
  name: string,
  types: AttributeDeclarations,
): Value | undefined {
  const visible = visibleCell(profile.cells, name);
  if (visible === undefined) return undefined;
  const type = types.get(name)?.type;
  if (type === undefined) return visible.value;
  const coerced = coerce(visible.value, type);
  return coerced.ok ? coerced.value : undefined;
}
