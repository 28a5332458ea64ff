import type {
  AttributeDeclaration,
  AttributeDeclarations,
  Behaviour,
  SegmentationRecord,
  Value,
} from "../record.ts";

/** One readable field of a profile or of a behaviour. */
export interface Field<Subject> {
  readonly name: string;
  /** Undefined where every value keeps its JSON type. */
  readonly declared: AttributeDeclaration | undefined;
  read(subject: Subject): Value | undefined;
  /** Set where the value is kept as an instant, in milliseconds since the epoch. */
  readonly instant?: (subject: Subject) => number;
}

export const behavioursField = "behaviours";
const reservedNames = new Set([
  "id",
  behavioursField,
  "company",
  "contacts",
  "ancestors",
  "segment",
]);
const unsafeNames = new Set(["__proto__", "constructor", "prototype"]);
const propertyPrefix = "properties.";
const longestName = 200;

export function isUnsafeName(name: string): boolean {
  return unsafeNames.has(name);
}

/** Why an attribute cannot have this name, in a sentence; undefined where it can. */
export function attributeNameProblem(name: string): string | undefined {
  if (reservedNames.has(name)) {
    return `"${name}" has a meaning of its own in rules: give the attribute another name.`;
  }
  if (isUnsafeName(name)) return `"${name}" cannot name an attribute: use another name.`;
  if (name === "") return "An attribute needs a name.";
  if (name.length > longestName) {
    return `An attribute's name has at most ${longestName} characters.`;
  }
  return undefined;
}

/** Whether the name has a meaning of its own in rules. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(name);
}

/** Whether a behaviour can be asked for this: its name, its time or a property. */
export function isBehaviourPart(name: string): boolean {
  return name === "name" || name === "at" || isPropertyName(name);
}

export function isPropertyName(name: string): boolean {
  const property = name.startsWith(propertyPrefix) ? name.slice(propertyPrefix.length) : "";
  return property !== "" && property.length <= longestName && !isUnsafeName(property);
}

const aString: AttributeDeclaration = { type: "string" };
const anInstant: AttributeDeclaration = { type: "datetime" };

export function profileField(
  name: string,
  attributes: AttributeDeclarations,
): Field<SegmentationRecord> {
  if (name === "id") return { name, declared: aString, read: (record) => record.id };
  return { name, declared: attributes.get(name), read: (record) => record.attributes.get(name) };
}

export function behaviourPart(name: string): Field<Behaviour> {
  switch (name) {
    case "name":
      return { name, declared: aString, read: (behaviour) => behaviour.name };
    case "at":
      return {
        name,
        declared: anInstant,
        read: (behaviour) => new Date(behaviour.at).toISOString(),
        instant: (behaviour) => behaviour.at,
      };
    default: {
      const property = name.slice(propertyPrefix.length);
      return {
        name,
        declared: undefined,
        read: ({ properties }) =>
          Object.hasOwn(properties, property) ? properties[property] : undefined,
      };
    }
  }
}
