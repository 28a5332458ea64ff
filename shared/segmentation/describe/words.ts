/** Names that read as one word stand as they are; any other in brackets, so that it cannot read as part of the sentence. */
const oneWord = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/** A field's name within a sentence. */
export function fieldWords(name: string): string {
  return oneWord.test(name)
    ? name
    : `[${JSON.stringify(name).slice(1, -1).replaceAll("]", "\\]")}]`;
}

/** A value within a sentence: strings in quotes, so that "5" and 5 differ. */
export function valueWords(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Values as a list in parentheses. */
export function listWords(value: unknown): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return `(${items.map(valueWords).join(", ")})`;
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[], conjunction: "and" | "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
