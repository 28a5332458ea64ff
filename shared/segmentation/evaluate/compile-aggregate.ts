import type { SegmentationRecord, Truth } from "../record.ts";
import type { Aggregate, Condition } from "../rule.ts";
import type { Counted } from "./aggregate-source.ts";
import { checkedOperand } from "./checked-operand.ts";
import { conditionTest } from "./compile-condition.ts";
import type { Asked, CompileContext, CompiledNode, Test } from "./compiled-node.ts";
import type { ElementList } from "./element-list.ts";
import { type AggregateExplanation, flipsAt } from "./explanation.ts";
import { leafOf } from "./leaf.ts";
import { settled } from "./settled-flip.ts";
import { never } from "./truth.ts";
import type { ValueSource } from "./value-source.ts";

/** A value made of many elements, and how it is made. */
export interface Aggregation<Element> {
  readonly aggregate: Aggregate;
  readonly list: ElementList<Element>;
  readonly where: CompiledNode<Element>;
  readonly counted: Counted<Element>;
  readonly source: ValueSource<SegmentationRecord>;
}

/** Compares one value made of many elements, as an ordinary condition compares a value. */
export function compileAggregate<Element>(
  condition: Condition,
  { aggregate, list, where, counted, source }: Aggregation<Element>,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const checked = checkedOperand(condition, source.declared, () => undefined, context);
  const compared = conditionTest(condition, checked, source, () => source, context);
  const test = settled(onList(condition, list, changing(compared, list, where)));
  const leaf = leafOf(condition);
  const { function: how, of } = aggregate;
  return {
    ...test,
    explain: (record, now, owner): AggregateExplanation => {
      const seen = source.value(record, now, owner);
      return {
        kind: "aggregate",
        ...leaf,
        function: how,
        ...(of === undefined ? {} : { of }),
        ...(seen === undefined ? {} : { seen }),
        counted: counted(record, now, owner).length,
        total: list.read(record).length,
        truth: test.truth(record, now, owner),
        ...flipsAt(test.flip(record, now, owner)),
        children: [],
      };
    },
  };
}

/** What is made of elements may change whenever one begins or ceases to count. */
function changing<Element>(
  { timed, truth, flip }: Test<SegmentationRecord>,
  list: ElementList<Element>,
  where: CompiledNode<Element>,
): Test<SegmentationRecord> {
  if (!where.timed) return { timed, truth, flip };
  return {
    timed: true,
    truth,
    flip: (record, now, owner) => {
      let first = flip(record, now, owner);
      for (const element of list.read(record)) {
        first = Math.min(first, where.flip(element, now, list.ownerOf(element, owner)));
      }
      return first;
    },
  };
}

/** A contact without a company has nothing to aggregate: unknown, whatever is asked. */
function onList<Element>(
  { includeMissing }: Condition,
  { emptyIsMissing, read }: ElementList<Element>,
  { timed, truth, flip }: Test<SegmentationRecord>,
): Test<SegmentationRecord> {
  if (!emptyIsMissing) return { timed, truth, flip };
  const whereMissing: Truth = includeMissing === true ? true : null;
  const onPresent: Asked<SegmentationRecord, Truth> = (record, now, owner) =>
    read(record).length === 0 ? whereMissing : truth(record, now, owner);
  return {
    timed,
    truth: onPresent,
    flip: (record, now, owner) => (read(record).length === 0 ? never : flip(record, now, owner)),
  };
}
