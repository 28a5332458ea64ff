import type { Value } from "../../../shared/segmentation/record.ts";
import type { ChangeEvent } from "./workload.ts";

/** What one event did, as every contender must tell it. */
export interface Outcome {
  /** Segments whose rule was evaluated. */
  readonly touched: number;
  /** Segments entered (`+3`) and left (`-3`), in any order. */
  readonly flips: readonly string[];
}

/** Something that keeps the memberships of records and says what a change flips. */
export interface Contender {
  readonly name: string;
  /** Stores a record with its memberships; not measured. */
  load(record: number, attributes: ReadonlyMap<string, Value>): void;
  apply(event: ChangeEvent): Outcome;
}
