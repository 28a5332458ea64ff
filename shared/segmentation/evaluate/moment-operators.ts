import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { Test } from "./compiled-node.ts";
import { timeless } from "./leaf.ts";
import type { ValueSource } from "./value-source.ts";

type Moment = Operator & { readonly reads: "moment" };

/** Compares the instant seen with the day or the instant that the rule names. */
export function momentTest<Subject>(
  { holds, negated }: Moment,
  { from, until }: Operand & { readonly kind: "moment" },
  { instant }: ValueSource<Subject>,
): Test<Subject> {
  return timeless((subject, now, owner) => {
    const seen = instant(subject, now, owner);
    return seen === undefined ? null : holds(seen, from, until) !== negated;
  });
}

/** Compares with the instant of another field, exactly. */
export function otherMomentTest<Subject>(
  { holds, negated }: Moment,
  { instant }: ValueSource<Subject>,
  other: ValueSource<Subject>,
): Test<Subject> {
  return timeless((subject, now, owner) => {
    const seen = instant(subject, now, owner);
    const wanted = other.instant(subject, now, owner);
    if (seen === undefined || wanted === undefined) return null;
    return holds(seen, wanted, wanted + 1) !== negated;
  });
}
