import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import { windowFor } from "../time/window.ts";
import type { CheckedOperand } from "./checked-operand.ts";
import type { CompileContext, Test } from "./compiled-node.ts";
import { unknownTest } from "./leaf.ts";
import { momentTest, otherMomentTest } from "./moment-operators.ts";
import { relativeTest } from "./relative-operators.ts";
import { otherValueTest, presenceTest, valuesTest } from "./value-operators.ts";
import type { ValueSource } from "./value-source.ts";
import { windowTest } from "./window-operators.ts";

/**
 * The test that an operator and its operand make of a value, `includeMissing` left aside.
 * @param sourceOf gives another field of the same place.
 */
export function operatorTest<Subject>(
  { operator, operand }: CheckedOperand,
  source: ValueSource<Subject>,
  sourceOf: (field: string) => ValueSource<Subject>,
  { calendar, instantOf }: CompileContext,
): Test<Subject> {
  switch (operand.kind) {
    case "none":
      return presenceTest(operator.negated, source);
    case "values":
      return operator.reads === "value" ? valuesTest(operator, operand, source) : unknownTest();
    case "field":
      return otherFieldTest(operator, operand, source, sourceOf(operand.name));
    case "moment":
      return operator.reads === "moment" ? momentTest(operator, operand, source) : unknownTest();
    case "window":
      return operator.reads === "window"
        ? windowTest(operator, windowFor(operator.window, operand.span, calendar), source)
        : unknownTest();
    case "relative":
      return operator.reads === "relative"
        ? relativeTest(operator, operand, source, calendar, instantOf)
        : unknownTest();
    case "past":
    case "everBeen":
    case "split":
    case "sequence":
      return unknownTest();
  }
}

function otherFieldTest<Subject>(
  operator: Operator,
  { asInstants }: Operand & { kind: "field" },
  source: ValueSource<Subject>,
  other: ValueSource<Subject>,
): Test<Subject> {
  if (operator.reads === "moment") return otherMomentTest(operator, source, other);
  return operator.reads === "value"
    ? otherValueTest(operator, source, other, asInstants)
    : unknownTest();
}
