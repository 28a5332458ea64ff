import type { Observation, Scalar, Truth, Value } from "../record.ts";
import type { AggregateFunction, CombinatorName, MatchMode } from "../rule.ts";
import type { Counts } from "./truth.ts";

interface Explained {
  readonly truth: Truth;
  /** When the truth may change by time alone, in milliseconds since the epoch; absent if never. */
  readonly flipsAt?: number;
}

/** What every node has that ends a branch of the rule. */
interface Leaf extends Explained {
  readonly field: string;
  readonly operator: string;
  /** The condition's value as written in the rule; absent for operators without one. */
  readonly wanted?: unknown;
  readonly includeMissing: boolean;
}

export interface GroupExplanation extends Explained {
  readonly kind: "group";
  readonly combinator: CombinatorName;
  readonly not: boolean;
  readonly children: readonly Explanation[];
}

export interface ConditionExplanation extends Leaf {
  readonly kind: "condition";
  /** Absent where the value is missing. */
  readonly seen?: Value;
  /** The fallback attribute that `seen` is from, where it is not `field` itself. */
  readonly seenIn?: string;
  /** What the other field or the anchor held, an anchor's in ISO 8601; absent where missing. */
  readonly against?: Value;
  readonly children: readonly [];
}

export interface AggregateExplanation extends Leaf {
  readonly kind: "aggregate";
  readonly function: AggregateFunction;
  readonly of?: string;
  /** The value made, an instant in ISO 8601; absent where no element had one. */
  readonly seen?: Value;
  /** How many elements were counted in, of how many there are. */
  readonly counted: number;
  readonly total: number;
  readonly children: readonly [];
}

export interface SequenceExplanation extends Leaf {
  readonly kind: "sequence";
  /** How many behaviours must follow each other. */
  readonly steps: number;
  /** The longest run found, first to last; it is complete where it has as many as `steps`. */
  readonly children: readonly BehaviourExplanation[];
}

export interface PastExplanation extends Leaf {
  readonly kind: "past";
  /** The observation that the truth hangs on; absent where there is none such. */
  readonly decidedBy?: Observation;
  readonly children: readonly [];
}

export interface SegmentExplanation extends Leaf {
  readonly kind: "segment";
  /** Of the wanted segments, those the profile is a member of. */
  readonly memberOf: readonly string[];
  readonly children: readonly [];
}

export interface SplitExplanation extends Leaf {
  readonly kind: "split";
  /** In percent, at least 0 and below 100. */
  readonly bucket: number;
  readonly children: readonly [];
}

export interface MatchExplanation extends Explained {
  readonly kind: "match";
  readonly field: string;
  readonly mode: MatchMode;
  readonly threshold?: number;
  readonly includeMissing: boolean;
  /** Of the elements that could count. */
  readonly counts: Counts;
  /** Those that hold or are unknown, at most ten: behaviours newest first, profiles nearest first. */
  readonly children: readonly ElementExplanation[];
}

/** One behaviour of a match or a sequence. */
export interface BehaviourExplanation extends Explained {
  readonly kind: "behaviour";
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly properties: Readonly<Record<string, Scalar>>;
  readonly children: readonly Explanation[];
}

/** One related profile of a match. */
export interface RelatedExplanation extends Explained {
  readonly kind: "related";
  readonly id: string;
  readonly children: readonly Explanation[];
}

export type ElementExplanation = BehaviourExplanation | RelatedExplanation;

/** Why a rule holds or does not: a tree shaped like the rule. */
export type Explanation =
  | GroupExplanation
  | ConditionExplanation
  | AggregateExplanation
  | SequenceExplanation
  | PastExplanation
  | SegmentExplanation
  | SplitExplanation
  | MatchExplanation
  | ElementExplanation;

/** `flipsAt` of a node, left out where time alone never changes it. */
export function flipsAt(flip: number): { flipsAt?: number } {
  return Number.isFinite(flip) ? { flipsAt: flip } : {};
}
