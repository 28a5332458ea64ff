/** What a rule sees of one profile: plain values, no storage, no vendor. */

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

/** Declared attribute types by attribute name; an absent name is undeclared. */
export type AttributeTypes = ReadonlyMap<string, AttributeType>;

/** A timestamped happening: a page viewed, an e-mail opened. */
export interface Behaviour {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly properties: Readonly<Record<string, Scalar>>;
}

export interface SegmentationRecord {
  readonly id: string;
  /** Missing values are absent from the map; a declared type has already been applied. */
  readonly attributes: ReadonlyMap<string, Value>;
  /** By behaviour name; in any order. */
  readonly behaviours: ReadonlyMap<string, readonly Behaviour[]>;
}

/** Three-valued, as in SQL: `null` is unknown. Only `true` makes a member. */
export type Truth = boolean | null;
