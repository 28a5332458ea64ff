import type { SegmentationRecord } from "../record.ts";
import type { Slot } from "./slot.ts";

const emptyRecord: SegmentationRecord = { id: "", attributes: new Map(), behaviours: new Map() };

/** What the slots read of one record at one instant, each read when first asked for. */
export class RecordValues {
  /** By slot number. */
  values = new Float64Array(64);
  /** By slot number; 0 where the slot has not been read yet. */
  regions = new Uint8Array(64);
  readonly #slots: readonly Slot[];
  /** Another record that shares with this one what all but the changed slots read. */
  readonly #other: RecordValues | undefined;
  /** By slot number: 1 where it may read something else in the other record. */
  #changed = new Uint8Array(64);
  #record = emptyRecord;
  #now = 0;
  #read = new Int32Array(64);
  #readCount = 0;

  constructor(slots: readonly Slot[], other?: RecordValues) {
    this.#slots = slots;
    this.#other = other;
  }

  begin(record: SegmentationRecord, now: number): void {
    this.#record = record;
    this.#now = now;
    if (this.values.length < this.#slots.length) this.#grow();
  }

  /** Says that a slot may read something else here than in the other record. @returns whether that is news. */
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

  /** Reads a slot. @returns its region, never 0 */
  fill(number: number): number {
    const slot = this.#slots[number];
    if (slot === undefined) return 0;
    this.#read[this.#readCount] = number;
    this.#readCount += 1;
    const region =
      this.#other === undefined || this.#changed[number] === 1
        ? slot.read(this.#record, this.#now, this.values)
        : this.#copy(number, this.#other);
    this.regions[number] = region;
    return region;
  }

  regionOf(number: number): number {
    const region = this.regions[number] ?? 0;
    return region === 0 ? this.fill(number) : region;
  }

  nextChange(slot: Slot): number {
    return slot.nextChange(this.#record, this.#now);
  }

  #copy(number: number, other: RecordValues): number {
    const region = other.regionOf(number);
    this.values[number] = other.values[number] ?? Number.NaN;
    return region;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.values = new Float64Array(size);
    this.regions = new Uint8Array(size);
    this.#changed = new Uint8Array(size);
    this.#read = new Int32Array(size);
  }
}
