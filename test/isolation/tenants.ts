/**
 * Two workspaces. Everything of one has its id in it, in names, values, addresses and secrets; so
 * where the other's id shows up in what is done for the one, something was reached that must not be.
 */
export const tenants = ["amber", "birch"] as const;
export type Tenant = (typeof tenants)[number];

export function otherOf(tenant: Tenant): Tenant {
  return tenant === "amber" ? "birch" : "amber";
}

/** Whether a word is anywhere in a value, bytes included. */
export function mentions(value: unknown, word: string): boolean {
  if (typeof value === "string") return value.includes(word);
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(word);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((member) => mentions(member, word));
  if (value instanceof Map || value instanceof Set) return mentions([...value], word);
  return Object.entries(value).some(
    ([name, member]) => name.includes(word) || mentions(member, word),
  );
}

export function mixes(value: unknown): boolean {
  return tenants.every((tenant) => mentions(value, tenant));
}
