import type { Field } from "../language/rule-fields.ts";
import type { AttributeDeclaration, Value } from "../record.ts";
import type { Asked } from "./compiled-node.ts";

/** Where the value that a condition tests comes from: a field, several, or an aggregate. */
export interface ValueSource<Subject> {
  /** Undefined where every value keeps its JSON type. */
  readonly declared: AttributeDeclaration | undefined;
  readonly value: Asked<Subject, Value | undefined>;
  /** The value as an instant, in milliseconds; undefined where it is missing or no date. */
  readonly instant: Asked<Subject, number | undefined>;
  /** The field the value is from where it is not the first one's own. */
  readonly seenIn?: (subject: Subject) => string | undefined;
}

type ReadInstant = (text: string) => number | undefined;

export function fieldSource<Subject>(
  { declared, read, instant }: Field<Subject>,
  instantOf: ReadInstant,
): ValueSource<Subject> {
  return { declared, value: read, instant: instant ?? asInstant(read, instantOf) };
}

/** The first of several fields that is not missing. */
export function coalescedSource<Subject>(
  fields: readonly [Field<Subject>, ...(readonly Field<Subject>[])],
  instantOf: ReadInstant,
): ValueSource<Subject> {
  const [first] = fields;
  const value = (subject: Subject) => {
    for (const { read } of fields) {
      const seen = read(subject);
      if (seen !== undefined) return seen;
    }
    return undefined;
  };
  const seenIn = (subject: Subject) => {
    const held = fields.find(({ read }) => read(subject) !== undefined);
    return held === first ? undefined : held?.name;
  };
  const { declared } = first;
  return { declared, value, instant: asInstant(value, instantOf), seenIn };
}

export function asInstant<Subject>(
  value: Asked<Subject, Value | undefined>,
  instantOf: ReadInstant,
): Asked<Subject, number | undefined> {
  return (subject, now, owner) => {
    const seen = value(subject, now, owner);
    return typeof seen === "string" ? instantOf(seen) : undefined;
  };
}
