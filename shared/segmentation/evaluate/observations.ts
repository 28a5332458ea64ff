import type { AttributeType, Observation, Scalar, Value } from "../record.ts";

/** Those that differ from the one before; the first one does too. */
export function changesAmong(observations: readonly Observation[]): readonly Observation[] {
  return observations.filter(({ value }, at) => {
    const before = observations[at - 1];
    return before === undefined || !isSame(before.value, value);
  });
}

export function latestAmong(observations: readonly Observation[]): readonly Observation[] {
  return observations.slice(-1);
}

function isSame(a: Value | null, b: Value | null): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return a.length === b.length && a.every((element, at) => element === b[at]);
}

/** Tells whether a value, or an element of a list, is one of those wanted. */
export function isAmong(
  type: AttributeType,
  wanted: readonly Scalar[],
  instantOf: (text: string) => number | undefined,
): (value: Value | null) => boolean {
  const values = new Set<Scalar | undefined>(wanted);
  const temporal = type === "date" || type === "datetime";
  return (value) => {
    if (value === null) return false;
    if (typeof value === "object") return value.some((element) => values.has(element));
    return values.has(temporal ? instantOf(String(value)) : value);
  };
}
