import type { ObjectKind, Scalar } from "../record.ts";

/** What is known of an attribute over all profiles of a kind. */
export interface AttributePicture {
  /** Profiles that have a value. */
  readonly filled: number;
  /** Profiles by the JSON type of their value, as the sources send it. */
  readonly types: Readonly<Record<string, number>>;
  /** Every value there is, with its profiles; absent where nobody looked or there are too many. */
  readonly values?: ReadonlyMap<Scalar, number>;
  /** Whether nearly every profile has a value of its own, as with an e-mail address. */
  readonly identifying?: boolean;
  /** When a source last said anything of it, in milliseconds; absent where nobody looked. */
  readonly newestAt?: number;
}

/** What a rule is judged by, besides itself. */
export interface Known {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly profiles: Readonly<Record<ObjectKind, number>>;
  readonly pictures: Readonly<Record<ObjectKind, ReadonlyMap<string, AttributePicture>>>;
  /**
   * By the pointer of a condition that excludes: who would be found if those without a value
   * were; absent where nobody looked.
   */
  readonly leftOut?: ReadonlyMap<string, number>;
  /** How long behaviours are kept, by name, as ISO 8601 durations; the others for ever. */
  readonly retention?: Readonly<Record<ObjectKind, Readonly<Record<string, string>>>>;
  /** Whether the segment has an end of its own. */
  readonly retires: boolean;
}
