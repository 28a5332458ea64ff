import type { AttributeType, Scalar } from "../record.ts";
import type { Anchor, RuleGroup } from "../rule.ts";
import type { Duration } from "../time/duration.ts";
import type { CalendarUnit } from "./operators.ts";

/** A condition's value, checked and ready to compare with; instants in milliseconds. */
export type Operand =
  /** Presence is asked without a value. */
  | { readonly kind: "none" }
  /** Normalised as the attribute is; dates as instants. */
  | { readonly kind: "values"; readonly type: AttributeType; readonly wanted: readonly Scalar[] }
  /** `valueSource: "field"`; `asInstants`: both are read as dates. */
  | { readonly kind: "field"; readonly name: string; readonly asInstants: boolean }
  /** The stretch that a date or an instant stands for, `until` excluded. */
  | { readonly kind: "moment"; readonly from: number; readonly until: number }
  | { readonly kind: "window"; readonly span: Duration | CalendarUnit }
  | { readonly kind: "relative"; readonly duration: Duration; readonly of: Anchor }
  | { readonly kind: "past"; readonly duration: Duration }
  | { readonly kind: "everBeen"; readonly type: AttributeType; readonly wanted: readonly Scalar[] }
  | SplitOperand
  | SequenceOperand;

/** Of 10,000 buckets, those from `from` to before `to`. */
interface SplitOperand {
  readonly kind: "split";
  readonly salt: string;
  readonly from: number;
  readonly to: number;
}

interface SequenceOperand {
  readonly kind: "sequence";
  readonly steps: readonly RuleGroup[];
  readonly within: Duration | undefined;
}

export type OperandResult = { readonly ok: true; readonly operand: Operand } | OperandFault;

/** What is wrong, and the keys that lead to it from the condition. */
interface OperandFault {
  readonly ok: false;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function accepted(operand: Operand): OperandResult {
  return { ok: true, operand };
}

export function faultAt(path: readonly PropertyKey[], message: string): OperandResult {
  return { ok: false, path, message };
}
