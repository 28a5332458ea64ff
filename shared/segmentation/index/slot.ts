import type { CompiledRule } from "../evaluate/compile-rule.ts";
import type { Scalar, SegmentationRecord, Value } from "../record.ts";
import type { Window } from "../time/window.ts";
import { missing, otherType, present } from "./literal.ts";

/** What a slot makes of a record: a number that literals compare. */
export type Reading = AttributeReading | ConditionReading;

export type AttributeReading =
  /** `instant`: milliseconds since the epoch. */
  | { readonly kind: "number" | "instant"; readonly attribute: string }
  /** The value's code if some rule names the value; -1 for any other of that type. */
  | { readonly kind: "code"; readonly of: CodedType; readonly attribute: string }
  /** 1 within the window, 0 outside. */
  | { readonly kind: "window"; readonly attribute: string; readonly window: Window };

export type CodedType = "string" | "number" | "boolean" | "instant";

/** 1 where a whole condition is true, 0 where it is false. */
interface ConditionReading {
  readonly kind: "condition";
  readonly condition: CompiledRule;
}

/** Reads ISO 8601 text as an instant; undefined where it is none. */
export type ReadInstant = (text: string) => number | undefined;

export interface SlotPlace {
  readonly number: number;
  /** The fields of a change that touch it; see `fields.ts`. */
  readonly fields: readonly string[];
  /** Those fields' groups; see `field-group.ts`. */
  readonly groups: readonly string[];
  /** Whether time alone may change what it reads. */
  readonly timed: boolean;
}

const unnamed = -1;

/**
 * One thing that literals ask of a record, read at most once per record and event however
 * many segments ask. Codes are only ever added.
 */
export class Slot {
  readonly number: number;
  readonly fields: readonly string[];
  readonly groups: readonly string[];
  readonly timed: boolean;
  readonly reading: Reading;
  readonly #codes = new Map<Scalar, number>();
  readonly #instantOf: ReadInstant;

  constructor(place: SlotPlace, reading: Reading, instantOf: ReadInstant) {
    this.number = place.number;
    this.fields = place.fields;
    this.groups = place.groups;
    this.timed = place.timed;
    this.reading = reading;
    this.#instantOf = instantOf;
  }

  /** Whether its values are compared by size and not only by equality. */
  get ordered(): boolean {
    return this.reading.kind === "number" || this.reading.kind === "instant";
  }

  /** Of reading it once, in comparisons. */
  get cost(): number {
    return this.reading.kind === "condition" ? 20 : 1;
  }

  /** The code of a value that a rule names. */
  codeOf(value: Scalar): number {
    if (typeof value === "boolean") return Number(value);
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.#codes.size);
    return this.#codes.size - 1;
  }

  /** Puts what it reads into `values`, at its own number. @returns the region it lies in. */
  read(record: SegmentationRecord, now: number, values: Float64Array): number {
    const { reading } = this;
    if (reading.kind === "condition") {
      const truth = reading.condition.evaluate(record, now);
      values[this.number] = truth === true ? 1 : 0;
      return truth === null ? otherType : present;
    }
    const value = valueOf(reading, record);
    return value === undefined ? missing : this.#encode(reading, value, now, values);
  }

  /** The first instant after `now` at which time alone changes what it reads; else Infinity. */
  nextChange(record: SegmentationRecord, now: number): number {
    const { reading } = this;
    const never = Number.POSITIVE_INFINITY;
    if (!this.timed) return never;
    if (reading.kind === "condition") return reading.condition.nextFlip(record, now) ?? never;
    if (reading.kind !== "window") return never;
    const instant = this.#instant(valueOf(reading, record));
    return instant === undefined ? never : reading.window.nextChange(instant, now);
  }

  #encode(reading: AttributeReading, value: Value, now: number, values: Float64Array): number {
    switch (reading.kind) {
      case "code":
        return this.#encodeCode(reading.of, value, values);
      case "number":
        if (typeof value !== "number") return otherType;
        values[this.number] = value;
        return present;
      case "instant": {
        const instant = this.#instant(value);
        if (instant === undefined) return otherType;
        values[this.number] = instant;
        return present;
      }
      case "window": {
        const instant = this.#instant(value);
        if (instant === undefined) return otherType;
        values[this.number] = reading.window.contains(instant, now) ? 1 : 0;
        return present;
      }
    }
  }

  #encodeCode(type: CodedType, value: Value, values: Float64Array): number {
    const seen = type === "instant" ? this.#instant(value) : value;
    if (typeof seen !== (type === "instant" ? "number" : type)) return otherType;
    if (typeof seen === "boolean") values[this.number] = seen ? 1 : 0;
    else if (typeof seen !== "object" && seen !== undefined)
      values[this.number] = this.#codes.get(seen) ?? unnamed;
    return present;
  }

  #instant(value: Value | undefined): number | undefined {
    return typeof value === "string" ? this.#instantOf(value) : undefined;
  }
}

function valueOf({ attribute }: AttributeReading, record: SegmentationRecord): Value | undefined {
  return attribute === "id" ? record.id : record.attributes.get(attribute);
}
