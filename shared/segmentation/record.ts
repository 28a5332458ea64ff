/** What a rule sees of one profile: plain values, no storage, no vendor. */

export const objectKinds = ["contact", "company"] as const;
export type ObjectKind = (typeof objectKinds)[number];

export const attributeTypes = [
  "string",
  "number",
  "boolean",
  "date",
  "datetime",
  "enum",
  "strings",
] as const;
export type AttributeType = (typeof attributeTypes)[number];

export type Scalar = string | number | boolean;
export type Value = Scalar | readonly string[];

/** How written variants of one value become one: trimmed, then cased, then mapped. */
export interface Normalisation {
  readonly trim?: boolean | undefined;
  readonly case?: "lower" | "upper" | undefined;
  /** Whole values by what they become. */
  readonly map?: Readonly<Record<string, string>> | undefined;
}

export interface AttributeDeclaration {
  readonly type: AttributeType;
  readonly normalise?: Normalisation | undefined;
}

/** By attribute name; an absent name is undeclared. */
export type AttributeDeclarations = ReadonlyMap<string, AttributeDeclaration>;

/** What a rule is read against: whom it is about, and what the workspace says of attributes. */
export interface RuleContext {
  readonly object: ObjectKind;
  /** IANA time zone. */
  readonly zone: string;
  readonly attributes: Readonly<Record<ObjectKind, AttributeDeclarations>>;
}

/** A timestamped happening: a page viewed, an e-mail opened. */
export interface Behaviour {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly properties: Readonly<Record<string, Scalar>>;
}

/** What some source said an attribute was, at one instant; `null` where it was cleared. */
export interface Observation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: Value | null;
}

/** Looked up by attribute, so that only what a rule asks for need be put together. */
export interface Past {
  get(attribute: string): readonly Observation[] | undefined;
}

export interface SegmentationRecord {
  readonly id: string;
  /** Missing values are absent from the map; declared type and normalisation have already been applied. */
  readonly attributes: ReadonlyMap<string, Value>;
  /** By behaviour name; in any order. */
  readonly behaviours: ReadonlyMap<string, readonly Behaviour[]>;
  /** Over all sources, ascending by `at`. */
  readonly past?: Past;
  /** Of a contact; none is the same as absent. */
  readonly companies?: readonly SegmentationRecord[];
  /** Of a company. */
  readonly contacts?: readonly SegmentationRecord[];
  /** Of a company: those above it, nearest first, each once, never itself. */
  readonly ancestors?: readonly SegmentationRecord[];
  /** Ids of the segments it is publicly a member of. */
  readonly segments?: ReadonlySet<string>;
}

/** Three-valued, as in SQL: `null` is unknown. Only `true` makes a member. */
export type Truth = boolean | null;
