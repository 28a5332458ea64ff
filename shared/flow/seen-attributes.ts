import type { SeenType } from "../profiles/transitions.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { AttributeType } from "../segmentation/record.ts";

/** Counts of profiles by attribute and type of value, as the stream tells them. */
export type SeenCounts = Readonly<Record<string, number>>;

/** One attribute as declared, and as the sources send it. */
export interface AttributeFacts {
  readonly name: string;
  readonly type: AttributeType | undefined;
  /** Profiles by the JSON type of their value. */
  readonly seen: Record<string, number>;
  /** Of a declared one: profiles whose value came in another JSON type. */
  readonly otherType: number | undefined;
}

/** Declared attributes, those seen and those described, by name. */
export function attributeFacts(
  declared: Readonly<Record<string, AttributeType>>,
  counts: SeenCounts,
  described: readonly string[],
): AttributeFacts[] {
  const seen = new Map<string, Record<string, number>>();
  for (const [key, count] of Object.entries(counts)) {
    const lineBreak = key.lastIndexOf("\n");
    if (lineBreak < 0 || count <= 0) continue;
    const name = key.slice(0, lineBreak);
    seen.set(name, { ...seen.get(name), [key.slice(lineBreak + 1)]: count });
  }
  const names = [...new Set([...Object.keys(declared), ...seen.keys(), ...described])].sort();
  return names.map((name) => {
    const type = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const types = seen.get(name) ?? {};
    return { name, type, seen: types, otherType: type && othersThan(jsonTypeOf(type), types) };
  });
}

/** Behaviours heard of, with how often. */
export function behaviourFacts(counts: SeenCounts): { name: string; count: number }[] {
  return Object.entries(counts)
    .filter(([key]) => isBehaviourField(key) && !key.includes("\n"))
    .map(([key, count]) => ({ name: key.slice(behaviourField("").length), count }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function othersThan(expected: SeenType, seen: Readonly<Record<string, number>>): number {
  return Object.entries(seen).reduce(
    (sum, [type, count]) => (type === expected ? sum : sum + count),
    0,
  );
}

function jsonTypeOf(type: AttributeType): SeenType {
  switch (type) {
    case "number":
    case "boolean":
    case "strings":
      return type;
    case "string":
    case "enum":
    case "date":
    case "datetime":
      return "string";
  }
}
