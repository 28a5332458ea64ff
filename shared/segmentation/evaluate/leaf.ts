import { operatorNamed } from "../language/operators.ts";
import type { Truth } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { Asked, Test } from "./compiled-node.ts";
import { never } from "./truth.ts";

/** What every explanation of a condition says, whatever the operator. */
export function leafOf(condition: Condition) {
  const { field, operator = "", value, includeMissing = false } = condition;
  const asksPresence = operatorNamed(operator)?.reads === "presence";
  return { field, operator, ...(asksPresence ? {} : { wanted: value }), includeMissing };
}

export function timeless<Subject>(truth: Asked<Subject, Truth>): Test<Subject> {
  return { timed: false, truth, flip: () => never };
}

/** Of a condition that a later declaration has overtaken: nobody knows. */
export function unknownTest<Subject>(): Test<Subject> {
  return timeless(() => null);
}
