import type { RecordChange } from "../../../shared/segmentation/index/predicate-index.ts";

/** Segments entered and left, in any order. */
export interface Turned {
  readonly entered: readonly number[];
  readonly exited: readonly number[];
}

/** What a contender is given of one event; the records are fresh and shared with nobody. */
export interface JudgedChange extends RecordChange {
  readonly attribute: string;
  /** The segments that the record was in before it, where a contender is to know; see `memberBits`. */
  readonly members: Uint32Array;
}

/** Something that says which memberships a change turns. */
export interface Contender {
  readonly name: string;
  /** Puts the record into a form of its own; not measured. */
  prepare?(change: JudgedChange): void;
  judge(change: JudgedChange): Turned | Promise<Turned>;
}
