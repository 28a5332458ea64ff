import type { SegmentationRecord, Value } from "../record.ts";
import { missing, otherType, unread } from "./literal.ts";
import { hasPiece } from "./piece-place.ts";
import type { CodedType, Slot } from "./slot.ts";

const emptyRecord: SegmentationRecord = { id: "", attributes: new Map(), behaviours: new Map() };

/** Reads ISO 8601 text as an instant; undefined where it is none. */
export type ReadInstant = (text: string) => number | undefined;

/** What the slots read of one record at one instant, each read when first asked for. */
export class RecordValues {
  /** By slot number; `unread` until asked for, and `missing` or `otherType` where there is no value. */
  values = new Float64Array(64).fill(unread);
  readonly #slots: readonly Slot[];
  readonly #instantOf: ReadInstant;
  /** Another record that shares with this one what all but the changed slots read. */
  readonly #other: RecordValues | undefined;
  /** By slot number: 1 where it may read something else in the other record. */
  #changed = new Uint8Array(64);
  #record = emptyRecord;
  #now = 0;
  #read = new Int32Array(64);
  #readCount = 0;

  constructor(slots: readonly Slot[], instantOf: ReadInstant, other?: RecordValues) {
    this.#slots = slots;
    this.#instantOf = instantOf;
    this.#other = other;
  }

  begin(record: SegmentationRecord, now: number): void {
    this.#record = record;
    this.#now = now;
    if (this.values.length < this.#slots.length) this.#grow();
  }

  /** Says that a slot may read something else here than in the other record. @returns whether that is news */
  differs(slot: number): boolean {
    const isNews = this.#changed[slot] === 0;
    this.#changed[slot] = 1;
    return isNews;
  }

  agrees(slot: number): void {
    this.#changed[slot] = 0;
  }

  /** Forgets the record. */
  end(): void {
    for (let at = 0; at < this.#readCount; at += 1) this.values[this.#read[at] ?? 0] = unread;
    this.#readCount = 0;
    this.#record = emptyRecord;
  }

  attribute(name: string): Value | undefined {
    return name === "id" ? this.#record.id : this.#record.attributes.get(name);
  }

  valueOf(slot: number): number {
    const value = this.values[slot] ?? missing;
    return Number.isNaN(value) ? this.fill(slot) : value;
  }

  /** Reads a slot that is still unread. */
  fill(number: number): number {
    const slot = this.#slots[number];
    if (slot === undefined) return missing;
    const isOwn = this.#other === undefined || this.#changed[number] === 1;
    const value = isOwn ? this.#readSlot(slot) : this.#other.valueOf(number);
    this.values[number] = value;
    this.#read[this.#readCount] = number;
    this.#readCount += 1;
    return value;
  }

  /** The first instant after now at which time alone changes what the slot reads; else Infinity. */
  nextChange({ reading, timed }: Slot): number {
    const never = Number.POSITIVE_INFINITY;
    if (!timed) return never;
    if (reading.kind === "condition")
      return reading.condition.nextFlip(this.#record, this.#now) ?? never;
    if (reading.kind !== "window") return never;
    const instant = this.valueOf(reading.instant.number);
    return Number.isFinite(instant) ? reading.window.nextChange(instant, this.#now) : never;
  }

  #readSlot(slot: Slot): number {
    const { attribute, reading } = slot;
    if (reading.kind === "condition") {
      const truth = reading.condition.evaluate(this.#record, this.#now);
      return truth === null ? otherType : Number(truth);
    }
    const value = this.attribute(attribute);
    if (value === undefined) return missing;
    switch (reading.kind) {
      case "code":
        return this.#codeOf(slot, reading.of, value);
      case "number":
        return typeof value === "number" ? value : otherType;
      case "instant":
        return typeof value === "string" ? (this.#instantOf(value) ?? otherType) : otherType;
      case "piece": {
        const has = hasPiece(value, reading.place, reading.piece);
        return has === undefined ? otherType : Number(has);
      }
      case "window": {
        const instant = this.valueOf(reading.instant.number);
        if (instant === otherType) return instant;
        return reading.window.contains(instant, this.#now) ? 1 : 0;
      }
    }
  }

  #codeOf(slot: Slot, type: CodedType, value: Value): number {
    if (typeof value === "object") return otherType;
    if (type !== "instant") {
      if (typeof value !== type) return otherType;
      return typeof value === "boolean" ? Number(value) : slot.codeOf(value);
    }
    const instant = typeof value === "string" ? this.#instantOf(value) : undefined;
    return instant === undefined ? otherType : slot.codeOf(instant);
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.values = new Float64Array(size).fill(unread);
    this.#changed = new Uint8Array(size);
    this.#read = new Int32Array(size);
  }
}
