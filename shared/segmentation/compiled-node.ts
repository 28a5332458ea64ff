import type { Calendar } from "./calendar.ts";
import type { Explanation } from "./explanation.ts";
import type { AttributeTypes, Truth } from "./record.ts";

/** One node of a rule, ready to run on a profile or on one behaviour. `now` in milliseconds. */
export interface CompiledNode<Subject> {
  /** Whether time alone may ever change the truth; if not, nobody need ask when. */
  readonly timed: boolean;
  truth(subject: Subject, now: number): Truth;
  /** The earliest instant after `now` at which the truth may change by time alone; else Infinity. */
  flip(subject: Subject, now: number): number;
  explain(subject: Subject, now: number): Explanation;
}

export interface CompileContext {
  readonly attributes: AttributeTypes;
  readonly calendar: Calendar;
}
