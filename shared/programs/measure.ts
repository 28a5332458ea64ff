import type { Measure } from "../contracts/program.ts";
import type { Value } from "../segmentation/record.ts";

/** Reads a value of one member in its declared type; undefined where it has none. */
export type ReadValue = (attribute: string) => Value | undefined;

export interface Measured {
  readonly members: number;
  /** Members that have a value of what is measured. */
  readonly known: number;
  /** Undefined where there is nothing to measure: nobody has a value, or nobody is in. */
  readonly value: number | undefined;
}

/** Adds members up, one at a time. */
export class Measurement {
  readonly #measure: Measure;
  #members = 0;
  #known = 0;
  #sum = 0;

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  add(read: ReadValue): void {
    this.#members += 1;
    const measure = this.#measure;
    if (measure.function === "count") return;
    const value = read(measure.attribute);
    if (value === undefined) return;
    if (measure.function === "rate") {
      this.#known += 1;
      this.#sum += isEqual(value, measure.value) ? 1 : 0;
    } else if (typeof value === "number") {
      this.#known += 1;
      this.#sum += value;
    }
  }

  result(): Measured {
    return { members: this.#members, known: this.#known, value: this.#value() };
  }

  #value(): number | undefined {
    switch (this.#measure.function) {
      case "count":
        return this.#members;
      case "sum":
        return this.#sum;
      case "average":
        return this.#known === 0 ? undefined : this.#sum / this.#known;
      // Who has no value counts as one who has not that value.
      case "rate":
        return this.#members === 0 ? undefined : this.#sum / this.#members;
    }
  }
}

/** A list has the value where one of its elements is it. */
function isEqual(value: Value, wanted: string | number | boolean): boolean {
  return typeof value === "object" ? value.some((each) => each === wanted) : value === wanted;
}
