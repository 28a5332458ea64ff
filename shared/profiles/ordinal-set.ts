/**
 * Ascending ordinals that are copied only when they change: most evaluations change none,
 * and a profile may be in thousands of segments.
 */
export class OrdinalSet {
  #ordinals: readonly number[];

  constructor(ascending: readonly number[]) {
    this.#ordinals = ascending;
  }

  has(ordinal: number): boolean {
    return this.#ordinals[this.#placeOf(ordinal)] === ordinal;
  }

  set(ordinal: number, present: boolean): void {
    const place = this.#placeOf(ordinal);
    if ((this.#ordinals[place] === ordinal) === present) return;
    this.#ordinals = present
      ? this.#ordinals.toSpliced(place, 0, ordinal)
      : this.#ordinals.toSpliced(place, 1);
  }

  /** The very array it was made from, if nothing changed. */
  ascending(): readonly number[] {
    return this.#ordinals;
  }

  /** Where the ordinal stands or would stand. */
  #placeOf(ordinal: number): number {
    let low = 0;
    let high = this.#ordinals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
