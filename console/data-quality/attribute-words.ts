import type { Attribute } from "./attribute-health.ts";

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  strings: "list of texts",
  number: "number",
  boolean: "yes or no",
  date: "date",
  datetime: "date and time",
  enum: "one of several",
};

export function typeName(type: string): string {
  return typeNames[type] ?? type;
}

/** The declared type, else what its values came in as, the most frequent first. */
export function typeWords({ type, seen }: Pick<Attribute, "type" | "seen">): string {
  if (type !== undefined) return `${typeName(type)}, declared`;
  const found = Object.entries(seen).toSorted(([, one], [, other]) => other - one);
  if (found.length === 0) return "—";
  if (found.length === 1) return found.map(([name]) => typeName(name)).join("");
  return found.map(([name, count]) => `${typeName(name)} (${count.toLocaleString()})`).join(", ");
}

export function shareWords(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) return "under 1%";
  if (percent < 100 && percent > 99) return "over 99%";
  return `${Math.round(percent)}%`;
}

/** A value as it is read: texts as they are, an empty one as such. */
export function valueWords(value: string | number | boolean | readonly string[]): string {
  if (typeof value === "object") return value.length === 0 ? "(empty list)" : value.join(", ");
  if (value === "") return "(empty text)";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString();
  return value === value.trim() ? value : `“${value}”, with spaces around it`;
}
