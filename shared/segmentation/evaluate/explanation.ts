import type { Scalar, Truth, Value } from "../record.ts";
import type { CombinatorName, MatchMode } from "../rule.ts";
import type { Counts } from "./truth.ts";

interface Explained {
  readonly truth: Truth;
  /** When the truth may change by time alone, in milliseconds since the epoch; absent if never. */
  readonly flipsAt?: number;
}

export interface GroupExplanation extends Explained {
  readonly kind: "group";
  readonly combinator: CombinatorName;
  readonly not: boolean;
  readonly children: readonly Explanation[];
}

export interface ConditionExplanation extends Explained {
  readonly kind: "condition";
  readonly field: string;
  readonly operator: string;
  /** The condition's value as written in the rule; absent for operators without one. */
  readonly wanted?: unknown;
  /** Absent where the value is missing. */
  readonly seen?: Value;
  readonly includeMissing: boolean;
  readonly children: readonly [];
}

export interface MatchExplanation extends Explained {
  readonly kind: "match";
  readonly field: string;
  readonly mode: MatchMode;
  readonly threshold?: number;
  /** Of the elements that could count. */
  readonly counts: Counts;
  /** The newest that hold or are unknown, newest first, at most ten. */
  readonly children: readonly ElementExplanation[];
}

/** One behaviour of a match. */
export interface ElementExplanation extends Explained {
  readonly kind: "behaviour";
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly properties: Readonly<Record<string, Scalar>>;
  readonly children: readonly Explanation[];
}

/** Why a rule holds or does not: a tree shaped like the rule. */
export type Explanation =
  | GroupExplanation
  | ConditionExplanation
  | MatchExplanation
  | ElementExplanation;

/** `flipsAt` of a node, left out where time alone never changes it. */
export function flipsAt(flip: number): { flipsAt?: number } {
  return Number.isFinite(flip) ? { flipsAt: flip } : {};
}
