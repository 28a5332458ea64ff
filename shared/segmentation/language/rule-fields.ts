import type {
  AttributeDeclarations,
  AttributeType,
  Behaviour,
  SegmentationRecord,
  Value,
} from "../record.ts";

/** What a rule may name: of a profile at the top, of one behaviour within a match. */
export type Scope = "profile" | "behaviour";

/** One readable field of a profile or of a behaviour. */
export interface Field<Subject> {
  readonly name: string;
  /** The declared type; undefined where every value keeps its JSON type. */
  readonly type: AttributeType | undefined;
  read(subject: Subject): Value | undefined;
  /** Set where the value is kept as an instant, in milliseconds since the epoch. */
  readonly instant?: (subject: Subject) => number;
}

export const behavioursField = "behaviours";
const unavailableFields = ["company", "contacts", "ancestors", "segment"];
const reservedNames = new Set(["id", behavioursField, ...unavailableFields]);
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

/** Why a rule cannot name this field here, in a sentence; undefined where it can. */
export function fieldProblem(name: string, scope: Scope): string | undefined {
  if (scope === "behaviour") return behaviourFieldProblem(name);
  if (unavailableFields.includes(name)) {
    return `The field "${name}" is not available yet: use an attribute, id or behaviours.`;
  }
  return reservedNames.has(name) ? undefined : attributeNameProblem(name);
}

function behaviourFieldProblem(name: string): string | undefined {
  if (name === "name" || name === "at") return undefined;
  const property = name.startsWith(propertyPrefix) ? name.slice(propertyPrefix.length) : "";
  const readable = property !== "" && property.length <= longestName && !isUnsafeName(property);
  return readable
    ? undefined
    : `"${name}" is not a field of a behaviour: use name, at or properties.<name>.`;
}

export function profileField(
  name: string,
  attributes: AttributeDeclarations,
): Field<SegmentationRecord> {
  if (name === "id") return { name, type: "string", read: (record) => record.id };
  return { name, type: attributes.get(name)?.type, read: (record) => record.attributes.get(name) };
}

export function behaviourPart(name: string): Field<Behaviour> {
  switch (name) {
    case "name":
      return { name, type: "string", read: (behaviour) => behaviour.name };
    case "at":
      return {
        name,
        type: "datetime",
        read: (behaviour) => new Date(behaviour.at).toISOString(),
        instant: (behaviour) => behaviour.at,
      };
    default: {
      const property = name.slice(propertyPrefix.length);
      return {
        name,
        type: undefined,
        read: ({ properties }) =>
          Object.hasOwn(properties, property) ? properties[property] : undefined,
      };
    }
  }
}

/** The declared type a condition on this field is checked against. */
export function declaredType(
  name: string,
  scope: Scope,
  attributes: AttributeDeclarations,
): AttributeType | undefined {
  return scope === "profile" ? profileField(name, attributes).type : behaviourPart(name).type;
}
