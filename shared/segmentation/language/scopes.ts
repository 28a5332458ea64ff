import type { AttributeDeclaration, ObjectKind, RuleContext } from "../record.ts";
import {
  attributeNameProblem,
  behaviourPart,
  behavioursField,
  isBehaviourPart,
  isReservedName,
  profileField,
} from "./rule-fields.ts";

/** The fields that hold lists, of behaviours or of related records. */
export const listFields = [behavioursField, "company", "contacts", "ancestors"] as const;
export type ListField = (typeof listFields)[number];
export const segmentsField = "segment";

/** What a condition is about: the profile itself, or an element of one of its lists. */
export type Place =
  | "contact"
  | "company"
  | "behaviour"
  | "contactCompany"
  | "companyContact"
  | "ancestor";

/** Where a condition stands in a rule. */
export interface Scope {
  readonly place: Place;
  /** What the profile is that relative windows measure from. */
  readonly anchors: ObjectKind;
}

interface PlaceRow {
  /** With its article, for messages. */
  readonly called: string;
  /** Whose attributes it has; a behaviour has none. */
  readonly attributesOf: ObjectKind | undefined;
  readonly lists: readonly ListField[];
  /** Whether it is the very profile that the rule is over, whose segments and past are known. */
  readonly isSubject: boolean;
}

const places: Readonly<Record<Place, PlaceRow>> = {
  contact: {
    called: "a contact",
    attributesOf: "contact",
    lists: ["behaviours", "company"],
    isSubject: true,
  },
  company: {
    called: "a company",
    attributesOf: "company",
    lists: ["behaviours", "contacts", "ancestors"],
    isSubject: true,
  },
  behaviour: { called: "a behaviour", attributesOf: undefined, lists: [], isSubject: false },
  contactCompany: {
    called: "a contact's company",
    attributesOf: "company",
    lists: ["ancestors"],
    isSubject: false,
  },
  companyContact: {
    called: "a company's contact",
    attributesOf: "contact",
    lists: ["behaviours"],
    isSubject: false,
  },
  ancestor: { called: "an ancestor", attributesOf: "company", lists: [], isSubject: false },
};

const elements: Readonly<Record<ListField, Place>> = {
  behaviours: "behaviour",
  company: "contactCompany",
  contacts: "companyContact",
  ancestors: "ancestor",
};

export function rootScope(object: ObjectKind): Scope {
  return { place: object, anchors: object };
}

/** The scope of what is said of each element of a list. */
export function elementScope(list: ListField, { anchors }: Scope): Scope {
  return { place: elements[list], anchors: list === "contacts" ? "contact" : anchors };
}

/** Whether the scope is the profile itself that relative windows measure from. */
export function isAnchorItself({ place }: Scope): boolean {
  return places[place].isSubject || place === "companyContact";
}

export function isSubject({ place }: Scope): boolean {
  return places[place].isSubject;
}

export function listFieldNamed(name: string): ListField | undefined {
  return listFields.find((list) => list === name);
}

/** Why a rule cannot name this field here, in a sentence; undefined where it can. */
export function fieldProblem(name: string, place: Place): string | undefined {
  const { attributesOf, lists, isSubject: hasSegments } = places[place];
  if (attributesOf === undefined) return isBehaviourPart(name) ? undefined : notAField(name, place);
  if (!isReservedName(name)) return attributeNameProblem(name);
  const has =
    name === "id" || (name === segmentsField && hasSegments) || lists.some((list) => list === name);
  return has ? undefined : notAField(name, place);
}

/** Why the name is no attribute of what stands here; undefined where it can be one. */
export function attributeProblem(name: string, { place }: Scope): string | undefined {
  const { attributesOf, called } = places[place];
  return attributesOf === undefined || isReservedName(name)
    ? `"${shortened(name)}" is not an attribute of ${called}: name an attribute.`
    : attributeNameProblem(name);
}

function notAField(name: string, place: Place): string {
  return `"${shortened(name)}" is not a field of ${places[place].called}: use ${possibleFields(place)}.`;
}

function possibleFields(place: Place): string {
  const { attributesOf, lists, isSubject: hasSegments } = places[place];
  if (attributesOf === undefined) return "name, at or properties.<name>";
  const names = ["an attribute", "id", ...lists, ...(hasSegments ? [segmentsField] : [])];
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

/** What a condition on a single-valued field is checked against; undefined where undeclared. */
export function declarationAt(
  name: string,
  { place }: Scope,
  attributes: RuleContext["attributes"],
): AttributeDeclaration | undefined {
  const { attributesOf } = places[place];
  return attributesOf === undefined
    ? behaviourPart(name).declared
    : profileField(name, attributes[attributesOf]).declared;
}

/** Whose attributes can be asked for here; undefined for parts of a behaviour. */
export function attributesOf({ place }: Scope): ObjectKind | undefined {
  return places[place].attributesOf;
}
