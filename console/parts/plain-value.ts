export type Value = string | number | boolean | readonly string[] | null | undefined;

/** A value as people write it, where only text can stand. */
export function plainValue(value: Value): string {
  if (value === null || value === undefined) return "no value";
  if (value === "") return "an empty text";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString();
  return typeof value === "string" ? value : value.join(", ");
}
