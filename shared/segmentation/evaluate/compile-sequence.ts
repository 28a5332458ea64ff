import type { Behaviour, SegmentationRecord, Truth } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { Calendar } from "../time/calendar.ts";
import { explainBehaviour } from "./behaviour-list.ts";
import type { CheckedOperand } from "./checked-operand.ts";
import type { Asked, CompiledNode, Test } from "./compiled-node.ts";
import type { ElementList } from "./element-list.ts";
import { flipsAt, type SequenceExplanation } from "./explanation.ts";
import { findChain } from "./find-chain.ts";
import { leafOf } from "./leaf.ts";
import { settled } from "./settled-flip.ts";
import { never } from "./truth.ts";

type Steps = readonly CompiledNode<Behaviour>[];

/** The longest run of behaviours whose steps hold, or might hold. */
type Run = Asked<SegmentationRecord, readonly Behaviour[]>;

export function compileSequence(
  condition: Condition,
  { operator, operand }: CheckedOperand,
  list: ElementList<Behaviour>,
  steps: Steps,
  calendar: Calendar,
): CompiledNode<SegmentationRecord> {
  const within = operand.kind === "sequence" ? operand.within : undefined;
  const latest = within && ((first: number) => calendar.plus(first, within));
  const surely = runFinder(list, steps, latest, (truth) => truth === true);
  const perhaps = runFinder(list, steps, latest, (truth) => truth !== false);
  const test = settled(sequenceTest(operator.negated, list, steps, surely, perhaps));
  const leaf = leafOf(condition);
  const explainSteps = steps.map(explainBehaviour);
  return {
    ...test,
    explain: (record, now, owner): SequenceExplanation => {
      const truth = test.truth(record, now, owner);
      const run = (truth === null ? perhaps : surely)(record, now, owner);
      return {
        kind: "sequence",
        ...leaf,
        steps: steps.length,
        truth,
        ...flipsAt(test.flip(record, now, owner)),
        children: run.flatMap((each, at) => explainSteps[at]?.(each, now, owner) ?? []),
      };
    },
  };
}

function runFinder(
  list: ElementList<Behaviour>,
  steps: Steps,
  latest: ((first: number) => number) | undefined,
  holds: (truth: Truth) => boolean,
): Run {
  return (record, now, owner) => {
    const behaviours = list.read(record).toSorted((a, b) => a.at - b.at);
    const candidates = steps.map(({ truth }) =>
      behaviours.filter((each) => holds(truth(each, now, owner))),
    );
    return findChain(candidates, latest);
  };
}

function sequenceTest(
  negated: boolean,
  list: ElementList<Behaviour>,
  steps: Steps,
  surely: Run,
  perhaps: Run,
): Test<SegmentationRecord> {
  const timed = steps.filter((step) => step.timed);
  const isComplete = (run: readonly Behaviour[]) => run.length === steps.length;
  const truth: Asked<SegmentationRecord, Truth> = (record, now, owner) => {
    if (isComplete(surely(record, now, owner))) return !negated;
    return isComplete(perhaps(record, now, owner)) ? null : negated;
  };
  const flip: Asked<SegmentationRecord, number> = (record, now, owner) => {
    let first = never;
    for (const each of list.read(record)) {
      for (const step of timed) first = Math.min(first, step.flip(each, now, owner));
    }
    return first;
  };
  return { timed: timed.length > 0, truth, flip };
}
