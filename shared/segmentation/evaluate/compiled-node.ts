import type { AttributeDeclarations, Truth } from "../record.ts";
import type { Calendar } from "../time/calendar.ts";
import type { Explanation } from "./explanation.ts";

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
  readonly attributes: AttributeDeclarations;
  readonly calendar: Calendar;
}
