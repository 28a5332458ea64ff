import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { Observation, SegmentationRecord, Truth } from "../record.ts";
import type { Condition } from "../rule.ts";
import { type Window, windowFor } from "../time/window.ts";
import type { Asked, CompileContext, CompiledNode, Test } from "./compiled-node.ts";
import { flipsAt, type PastExplanation } from "./explanation.ts";
import { leafOf, timeless } from "./leaf.ts";
import { changesAmong, isAmong, latestAmong } from "./observations.ts";
import { settled } from "./settled-flip.ts";
import { never } from "./truth.ts";

type PastOperator = Operator & { readonly reads: "past" };
type PastOperand = Operand & { readonly kind: "past" | "everBeen" };

/** What a past condition asks of one profile. */
interface Past {
  readonly test: Test<SegmentationRecord>;
  /** The observation that makes it true, negation aside: the latest one that does. */
  readonly decidedBy: Asked<SegmentationRecord, Observation | undefined>;
}

/** Compiles a condition on what an attribute has been. */
export function compilePast(
  condition: Condition,
  operator: PastOperator,
  operand: PastOperand,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const { test, decidedBy } =
    operand.kind === "past"
      ? withinWindow(condition, operator, operand, context)
      : everBeen(condition, operator, operand, context);
  const leaf = leafOf(condition);
  return {
    ...test,
    explain: (record, now, owner): PastExplanation => {
      const decisive = decidedBy(record, now, owner);
      return {
        kind: "past",
        ...leaf,
        ...(decisive === undefined ? {} : { decidedBy: decisive }),
        truth: test.truth(record, now, owner),
        ...flipsAt(test.flip(record, now, owner)),
        children: [],
      };
    },
  };
}

function observationsOf({ past }: SegmentationRecord, attribute: string): readonly Observation[] {
  return past?.get(attribute) ?? [];
}

/** Unknown where nothing was ever observed. */
function truthOf(
  { includeMissing }: Condition,
  { negated }: Operator,
  known: boolean,
  decided: boolean,
): Truth {
  if (!known) return includeMissing === true ? true : null;
  return decided !== negated;
}

function withinWindow(
  condition: Condition,
  operator: PastOperator,
  { duration }: Operand & { readonly kind: "past" },
  { calendar }: CompileContext,
): Past {
  const window = windowFor("last", duration, calendar);
  const among = operator.of === "changes" ? changesAmong : latestAmong;
  const asked = (record: SegmentationRecord) => among(observationsOf(record, condition.field));
  const decidedBy: Past["decidedBy"] = (record, now) =>
    asked(record).findLast(({ at }) => window.contains(at, now));
  const test = settled<SegmentationRecord>({
    timed: true,
    truth: (record, now, owner) => {
      const known = observationsOf(record, condition.field).length > 0;
      return truthOf(condition, operator, known, decidedBy(record, now, owner) !== undefined);
    },
    flip: (record, now) => firstChange(asked(record), window, now),
  });
  return {
    test,
    decidedBy: (record, now) => decidedBy(record, now, record) ?? asked(record).at(-1),
  };
}

function firstChange(observations: readonly Observation[], window: Window, now: number): number {
  return observations.reduce((first, { at }) => Math.min(first, window.nextChange(at, now)), never);
}

function everBeen(
  condition: Condition,
  operator: PastOperator,
  { type, wanted }: Operand & { readonly kind: "everBeen" },
  { instantOf }: CompileContext,
): Past {
  const matches = isAmong(type, wanted, instantOf);
  const decidedBy: Past["decidedBy"] = (record) =>
    observationsOf(record, condition.field).findLast(({ value }) => matches(value));
  const test = timeless<SegmentationRecord>((record, now, owner) => {
    const known = observationsOf(record, condition.field).some(({ value }) => value !== null);
    return truthOf(condition, operator, known, decidedBy(record, now, owner) !== undefined);
  });
  return { test, decidedBy };
}
