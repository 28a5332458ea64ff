import type { Value } from "../record.ts";
import type { Condition } from "../rule.ts";
import { anchorReader } from "./anchor.ts";
import type { CheckedOperand } from "./checked-operand.ts";
import type { Asked, CompileContext, CompiledNode, Test } from "./compiled-node.ts";
import { type ConditionExplanation, flipsAt } from "./explanation.ts";
import { leafOf, unknownTest } from "./leaf.ts";
import { operatorTest } from "./operator-tests.ts";
import { never } from "./truth.ts";
import type { ValueSource } from "./value-source.ts";

/** Other fields of the place a condition stands in, by name. */
export type SourceOf<Subject> = (field: string) => ValueSource<Subject>;

/**
 * Compiles an ordinary condition on a value.
 * @param checked absent where nobody can say whether it holds.
 */
export function compileCondition<Subject>(
  condition: Condition,
  checked: CheckedOperand | undefined,
  source: ValueSource<Subject>,
  sourceOf: SourceOf<Subject>,
  context: CompileContext,
): CompiledNode<Subject> {
  const test = conditionTest(condition, checked, source, sourceOf, context);
  const against = againstReader(checked, sourceOf, context);
  const leaf = leafOf(condition);
  return {
    ...test,
    explain: (subject, now, owner): ConditionExplanation => {
      const seen = source.value(subject, now, owner);
      const seenIn = source.seenIn?.(subject);
      const compared = against(subject, now, owner);
      return {
        kind: "condition",
        ...leaf,
        ...(seen === undefined ? {} : { seen }),
        ...(seenIn === undefined ? {} : { seenIn }),
        ...(compared === undefined ? {} : { against: compared }),
        truth: test.truth(subject, now, owner),
        ...flipsAt(test.flip(subject, now, owner)),
        children: [],
      };
    },
  };
}

/** When a condition on a value holds and when that flips, `includeMissing` and all. */
export function conditionTest<Subject>(
  { includeMissing }: Condition,
  checked: CheckedOperand | undefined,
  source: ValueSource<Subject>,
  sourceOf: SourceOf<Subject>,
  context: CompileContext,
): Test<Subject> {
  const test =
    checked === undefined
      ? unknownTest<Subject>()
      : operatorTest(checked, source, sourceOf, context);
  return includeMissing === true ? includingMissing(test, source) : test;
}

function includingMissing<Subject>(
  { timed, truth, flip }: Test<Subject>,
  { value }: ValueSource<Subject>,
): Test<Subject> {
  return {
    timed,
    truth: (subject, now, owner) =>
      value(subject, now, owner) === undefined ? true : truth(subject, now, owner),
    flip: (subject, now, owner) =>
      value(subject, now, owner) === undefined ? never : flip(subject, now, owner),
  };
}

/** Reads what a value is compared with where the rule only says where that stands. */
function againstReader<Subject>(
  checked: CheckedOperand | undefined,
  sourceOf: SourceOf<Subject>,
  { instantOf }: CompileContext,
): Asked<Subject, Value | undefined> {
  const operand = checked?.operand;
  if (operand?.kind === "field") return sourceOf(operand.name).value;
  if (operand?.kind !== "relative") return () => undefined;
  const anchorOf = anchorReader(operand.of, instantOf);
  return (_subject, _now, owner) => {
    const anchor = anchorOf(owner);
    return anchor === undefined ? undefined : new Date(anchor).toISOString();
  };
}
