import { nestedRule, Sequence, Split } from "../rule.ts";
import { parseDuration } from "../time/duration.ts";
import { accepted, faultAt, type OperandResult } from "./operand.ts";
import { wantsDuration } from "./read-moment.ts";

/** Reads a part of a random split, from percent to buckets of 10,000. */
export function readSplit(value: unknown): OperandResult {
  const split = Split.safeParse(value);
  if (!split.success) {
    const path = split.error.issues[0]?.path ?? [];
    const message =
      'Give {"salt": "holdout-2026", "from": 0, "to": 10}: a salt of 1 to 100 characters, and percent from 0 to 100 with at most two decimals.';
    return faultAt(["value", ...path], message);
  }
  const { salt, from, to } = split.data;
  if (from >= to)
    return faultAt(["value", "to"], `Give as "to" more than "from", which is ${from}.`);
  return accepted({ kind: "split", salt, from: bucketOf(from), to: bucketOf(to) });
}

function bucketOf(percent: number): number {
  return Math.round(percent * 100);
}

/** Reads the steps of a sequence; their own conditions are checked elsewhere. */
export function readSequence(value: unknown): OperandResult {
  const sequence = Sequence.safeParse(value);
  if (!sequence.success) {
    const path = sequence.error.issues[0]?.path ?? [];
    const message =
      'Give {"steps": [group, group], "within": "P7D"}: 2 to 5 groups over one behaviour each and, if you like, how long they may take.';
    return faultAt(["value", ...path], message);
  }
  const { steps: given, within: text } = sequence.data;
  const steps = given.flatMap((step) => nestedRule(step) ?? []);
  if (steps.length < given.length) return faultAt(["value", "steps"], "Give each step as a group.");
  const within = text === undefined ? undefined : parseDuration(text);
  return within === undefined && text !== undefined
    ? faultAt(["value", "within"], wantsDuration)
    : accepted({ kind: "sequence", steps, within });
}
