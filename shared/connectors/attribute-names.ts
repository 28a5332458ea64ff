/** Fields a rule may name that are not attributes; no source may claim them. */
const fieldsOfRules = ["id", "behaviours", "company", "contacts", "ancestors", "segment"];

/** Keys with a meaning of their own in JavaScript objects. */
const keysOfObjects = ["__proto__", "constructor", "prototype"];

const reserved: ReadonlySet<string> = new Set([...fieldsOfRules, ...keysOfObjects]);

export const longestAttributeName = 255;

export function isReservedName(name: string): boolean {
  return reserved.has(name);
}

/** Why a name cannot be an attribute's or a behaviour property's; undefined where it can. */
export function objectionToName(name: string): string | undefined {
  if (name === "") return "a name cannot be empty";
  if (name.length > longestAttributeName) {
    return `a name cannot be longer than ${longestAttributeName} characters`;
  }
  return isReservedName(name) ? `"${name}" is reserved; send it under another name` : undefined;
}
