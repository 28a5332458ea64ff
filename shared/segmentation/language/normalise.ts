import type { Normalisation, Value } from "../record.ts";

/** The one form that the written variants of a value share; of a list, each element's. */
export function normaliseValue(value: Value, normalisation: Normalisation | undefined): Value {
  if (normalisation === undefined) return value;
  if (typeof value === "string") return normaliseText(value, normalisation);
  return typeof value === "object"
    ? value.map((element) => normaliseText(element, normalisation))
    : value;
}

/** Trimmed, then cased, then mapped. A text the map leads to is in its final form, however cased. */
export function normaliseText(text: string, normalisation: Normalisation): string {
  const plain = withoutMap(text, normalisation);
  return mapOf(normalisation).get(plain) ?? plain;
}

function withoutMap(text: string, normalisation: Normalisation): string {
  return normaliseCase(normalisation.trim === true ? text.trim() : text, normalisation);
}

/** What of a normalisation also holds for a piece of a text. */
export function normaliseCase(text: string, { case: turned }: Normalisation): string {
  switch (turned) {
    case "lower":
      return text.toLowerCase();
    case "upper":
      return text.toUpperCase();
    case undefined:
      return text;
  }
}

const maps = new WeakMap<Normalisation, ReadonlyMap<string, string>>();

/** Keys are trimmed and cased like the values they meet. */
function mapOf(normalisation: Normalisation): ReadonlyMap<string, string> {
  const known = maps.get(normalisation);
  if (known !== undefined) return known;
  const entries = Object.entries(normalisation.map ?? {});
  const made = new Map([
    ...entries.map(([, to]) => [withoutMap(to, normalisation), to] as const),
    ...entries.map(([from, to]) => [withoutMap(from, normalisation), to] as const),
  ]);
  maps.set(normalisation, made);
  return made;
}
