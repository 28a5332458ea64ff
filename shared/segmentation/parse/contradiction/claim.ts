import type { Atom } from "./atom.ts";

/** What a condition, or its negation, says of one thing where it is true. */
export interface Claim {
  /** Claims on one thing are held against each other: on an attribute, a list, an aggregate. */
  readonly subject: string;
  /** What about it is tested: its value, its distance from another field … */
  readonly aspect: string;
  /** Of the thing where it is there; an atom holds wherever the condition is true. */
  readonly present: "always" | "never" | Atom;
  /** What holds of every such thing, whatever is claimed. */
  readonly given: readonly Atom[];
  readonly whereMissing: boolean;
  readonly neverMissing: boolean;
  /** Whether the condition is true wherever its atom holds, never unknown. */
  readonly exact: boolean;
}

const plain = { aspect: "", given: [], whereMissing: false, neverMissing: false, exact: false };

/** @returns undefined where there is no atom. */
export function claimWith(
  subject: string,
  atom: Atom | undefined,
  more: Partial<Claim>,
): Claim | undefined {
  return atom === undefined ? undefined : { ...plain, ...more, subject, present: atom };
}
