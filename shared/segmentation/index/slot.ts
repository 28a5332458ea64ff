import type { CompiledRule } from "../evaluate/compile-rule.ts";
import type { Scalar } from "../record.ts";
import type { Window } from "../time/window.ts";
import type { PiecePlace } from "./piece-place.ts";

/** What a slot makes of a record: a number that literals compare. */
export type Reading =
  /** Of an attribute's value, or of the profile's own `id`; instants in ms since the epoch. */
  | { readonly kind: "number" | "instant"; readonly attribute: string }
  /** The value's code if some rule names the value; -1 for any other of that type. */
  | { readonly kind: "code"; readonly attribute: string; readonly of: CodedType }
  /** 1 where the text or list has the piece, else 0. */
  | {
      readonly kind: "piece";
      readonly attribute: string;
      readonly place: PiecePlace;
      readonly piece: string;
    }
  /** 1 within the window, else 0; `instant` reads the attribute as an instant. */
  | {
      readonly kind: "window";
      readonly attribute: string;
      readonly window: Window;
      readonly instant: Slot;
    }
  /** 1 where a whole condition is true, 0 where it is false. */
  | { readonly kind: "condition"; readonly attribute: ""; readonly condition: CompiledRule };

export type AttributeReading = Exclude<Reading, { kind: "condition" }>;
export type CodedType = "string" | "number" | "boolean" | "instant";

export interface SlotPlace {
  readonly number: number;
  /** The fields of a change that touch it; see `fields.ts`. */
  readonly fields: readonly string[];
  /** Those fields' groups; see `field-group.ts`. */
  readonly groups: readonly string[];
  /** Whether time alone may change what it reads. */
  readonly timed: boolean;
}

/** The code of a value that no rule names. */
const unnamed = -1;

/** Of reading a value once, in comparisons of a value that has been read. */
const readingCost = 20;
const conditionCost = 300;
/** Literals on a slot among so many that another one probably reads it as well. */
const sharedAmong = 50;

/**
 * One thing that literals ask of a record, read at most once per record and event however
 * many segments ask. Codes are only ever added.
 */
export class Slot {
  readonly number: number;
  readonly kind: Reading["kind"];
  readonly attribute: string;
  readonly reading: Reading;
  readonly fields: readonly string[];
  readonly groups: readonly string[];
  readonly timed: boolean;
  /** Whether its values are compared by size and not only by equality. */
  readonly ordered: boolean;
  readonly #codes = new Map<Scalar, number>();
  #literals = 0;

  constructor(place: SlotPlace, reading: Reading) {
    this.number = place.number;
    this.kind = reading.kind;
    this.attribute = reading.attribute;
    this.reading = reading;
    this.fields = place.fields;
    this.groups = place.groups;
    this.timed = place.timed;
    this.ordered = reading.kind === "number" || reading.kind === "instant";
  }

  /** Of a test, in comparisons: less where others have probably read the slot before. */
  get cost(): number {
    const reading = this.kind === "condition" ? conditionCost : readingCost;
    return 1 + reading / (1 + this.#literals / sharedAmong);
  }

  /** Counts one more literal that reads it. */
  share(): void {
    this.#literals += 1;
  }

  /** The code of a value that a rule names. */
  nameCode(value: Scalar): number {
    if (typeof value === "boolean") return Number(value);
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.#codes.size);
    return this.#codes.size - 1;
  }

  codeOf(value: Scalar): number {
    return this.#codes.get(value) ?? unnamed;
  }
}
