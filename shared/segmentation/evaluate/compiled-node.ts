import type { RuleContext, SegmentationRecord, Truth } from "../record.ts";
import type { Calendar } from "../time/calendar.ts";
import type { Explanation } from "./explanation.ts";

/**
 * What is asked of one node: of a subject (a profile or one behaviour) at `now`, in
 * milliseconds since the epoch. The owner is the profile whose attributes and behaviours
 * anchors mean: the one the rule is over, or within `contacts` the contact.
 */
export type Asked<Subject, Answer> = (
  subject: Subject,
  now: number,
  owner: SegmentationRecord,
) => Answer;

/** One node of a rule, ready to run. */
export interface CompiledNode<Subject> {
  /** Whether time alone may ever change the truth; if not, nobody need ask when. */
  readonly timed: boolean;
  readonly truth: Asked<Subject, Truth>;
  /** The earliest instant after `now` at which the truth may change by time alone; else Infinity. */
  readonly flip: Asked<Subject, number>;
  readonly explain: Asked<Subject, Explanation>;
}

/** The truth and flip of a node, before it can be explained. */
export type Test<Subject> = Pick<CompiledNode<Subject>, "timed" | "truth" | "flip">;

export interface CompileContext extends RuleContext {
  readonly calendar: Calendar;
  /** Reads ISO 8601 text as an instant; undefined where it is none. */
  readonly instantOf: (text: string) => number | undefined;
}
