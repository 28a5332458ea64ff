import type { SegmentationRecord, Value } from "../record.ts";
import { missing, otherType, present } from "./literal.ts";
import { type AttributeReading, type CodedType, type Slot, valueOf } from "./slot.ts";

const emptyRecord: SegmentationRecord = { id: "", attributes: new Map(), behaviours: new Map() };

/** Reads ISO 8601 text as an instant; undefined where it is none. */
export type ReadInstant = (text: string) => number | undefined;

/** What the slots read of one record at one instant, each read when first asked for. */
export class RecordValues {
  /** By slot number; of a present region only. */
  values = new Float64Array(64);
  /** By slot number; 0 where the slot has not been read yet. */
  regions = new Uint8Array(64);
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
    for (let at = 0; at < this.#readCount; at += 1) this.regions[this.#read[at] ?? 0] = 0;
    this.#readCount = 0;
    this.#record = emptyRecord;
  }

  regionOf(number: number): number {
    const region = this.regions[number] ?? 0;
    return region === 0 ? this.fill(number) : region;
  }

  /** Reads a slot. @returns its region, never 0 */
  fill(number: number): number {
    const slot = this.#slots[number];
    if (slot === undefined) return missing;
    const isOwn = this.#other === undefined || this.#changed[number] === 1;
    const region = isOwn ? this.#readSlot(slot) : this.#copy(number, this.#other);
    this.regions[number] = region;
    this.#read[this.#readCount] = number;
    this.#readCount += 1;
    return region;
  }

  /** The first instant after now at which time alone changes what the slot reads; else Infinity. */
  nextChange({ reading, timed }: Slot): number {
    const never = Number.POSITIVE_INFINITY;
    if (!timed) return never;
    if (reading.kind === "condition")
      return reading.condition.nextFlip(this.#record, this.#now) ?? never;
    if (reading.kind !== "window") return never;
    const { number } = reading.instant;
    return this.regionOf(number) === present
      ? reading.window.nextChange(this.values[number] ?? 0, this.#now)
      : never;
  }

  #copy(number: number, other: RecordValues | undefined): number {
    const region = other?.regionOf(number) ?? missing;
    this.values[number] = other?.values[number] ?? 0;
    return region;
  }

  #readSlot(slot: Slot): number {
    const { reading, number } = slot;
    if (reading.kind === "condition") {
      const truth = reading.condition.evaluate(this.#record, this.#now);
      this.values[number] = truth === true ? 1 : 0;
      return truth === null ? otherType : present;
    }
    if (reading.kind === "window") {
      const instant = reading.instant.number;
      const region = this.regionOf(instant);
      if (region !== present) return region;
      const holds = reading.window.contains(this.values[instant] ?? 0, this.#now);
      this.values[number] = holds ? 1 : 0;
      return present;
    }
    const value = valueOf(reading.attribute, this.#record);
    return value === undefined ? missing : this.#encode(slot, reading, value);
  }

  #encode(slot: Slot, reading: AttributeReading, value: Value): number {
    switch (reading.kind) {
      case "code":
        return this.#encodeCode(slot, reading.of, value);
      case "number":
        if (typeof value !== "number") return otherType;
        this.values[slot.number] = value;
        return present;
      case "instant": {
        const instant = this.#instant(value);
        if (instant === undefined) return otherType;
        this.values[slot.number] = instant;
        return present;
      }
      case "window":
        return missing;
    }
  }

  #encodeCode(slot: Slot, type: CodedType, value: Value): number {
    const seen = type === "instant" ? this.#instant(value) : value;
    if (typeof seen !== (type === "instant" ? "number" : type)) return otherType;
    if (typeof seen === "boolean") this.values[slot.number] = seen ? 1 : 0;
    else if (typeof seen !== "object" && seen !== undefined)
      this.values[slot.number] = slot.codeOf(seen);
    return present;
  }

  #instant(value: Value): number | undefined {
    return typeof value === "string" ? this.#instantOf(value) : undefined;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.values = new Float64Array(size);
    this.regions = new Uint8Array(size);
    this.#changed = new Uint8Array(size);
    this.#read = new Int32Array(size);
  }
}
