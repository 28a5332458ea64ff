/** Names that read as one word stand as they are; any other in brackets, so that it cannot read as part of the sentence. */
const oneWord = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/** A field's name within a sentence. */
export function fieldWords(name: string): string {
  return oneWord.test(name)
    ? name
    : `[${JSON.stringify(name).slice(1, -1).replaceAll("]", "\\]")}]`;
}

/** A value within a sentence: strings in quotes, so that "5" and 5 differ; what is open as a gap. */
export function valueWords(value: unknown): string {
  return value === null ? "…" : (JSON.stringify(value) ?? "…");
}

/** Values in a row: `"a", "b" or "c"`. */
export function listWords(value: unknown, conjunction: "and" | "or"): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.length === 0 ? "…" : joinWords(items.map(valueWords), conjunction);
}

const longDay = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/** A day of the calendar as "January 31, 2026"; an instant as it is written. */
export function momentWords(value: unknown): string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return valueWords(value);
  const day = Date.parse(value);
  // A day that a month lacks is not told as another one.
  const isReal = !Number.isNaN(day) && new Date(day).toISOString().startsWith(value);
  return isReal ? longDay.format(day) : valueWords(value);
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[], conjunction: "and" | "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
