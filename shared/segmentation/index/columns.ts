/** The values of one attribute over many records, in their order. */
export type Column =
  /** NaN where missing; instants in milliseconds since the epoch. */
  | { readonly kind: "numbers" | "instants"; readonly values: Float64Array }
  /** -1 where missing, else a place in the dictionary. */
  | {
      readonly kind: "texts";
      readonly codes: Int32Array;
      readonly dictionary: readonly string[];
    }
  /** 0, 1, or 2 where missing. */
  | { readonly kind: "booleans"; readonly values: Uint8Array };

/** Records as columns; an attribute without one is missing in all of them. */
export interface ColumnarRecords {
  readonly count: number;
  readonly attributes: ReadonlyMap<string, Column>;
}
