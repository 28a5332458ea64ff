import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { Value } from "../record.ts";
import type { Asked, Test } from "./compiled-node.ts";
import { timeless } from "./leaf.ts";
import type { ValueSource } from "./value-source.ts";

type Comparison = Operator & { readonly reads: "value" };

export function presenceTest<Subject>(
  negated: boolean,
  { value }: ValueSource<Subject>,
): Test<Subject> {
  return timeless((subject, now, owner) => (value(subject, now, owner) === undefined) !== negated);
}

/** Compares with values of the rule; what is not of their type is unknown. */
export function valuesTest<Subject>(
  operator: Comparison,
  { type, wanted }: Operand & { readonly kind: "values" },
  source: ValueSource<Subject>,
): Test<Subject> {
  const { negated, types } = operator;
  const { value, instant } = source;
  const holds = operator.prepare(wanted);
  switch (type) {
    case "date":
    case "datetime":
      return timeless((subject, now, owner) => {
        const seen = instant(subject, now, owner);
        return seen === undefined ? null : holds(seen) !== negated;
      });
    case "number":
      return timeless((subject, now, owner) => {
        const seen = value(subject, now, owner);
        return typeof seen === "number" ? holds(seen) !== negated : null;
      });
    case "boolean":
      return timeless((subject, now, owner) => {
        const seen = value(subject, now, owner);
        return typeof seen === "boolean" ? holds(seen) !== negated : null;
      });
    case "string":
    case "enum":
      return types.includes("strings")
        ? listOrTextTest(holds, negated, source)
        : timeless((subject, now, owner) => {
            const seen = value(subject, now, owner);
            return typeof seen === "string" ? holds(seen) !== negated : null;
          });
    case "strings":
      return listTest(holds, negated, source);
  }
}

/** Of an undeclared attribute, that may hold a text or a list. */
function listOrTextTest<Subject>(
  holds: (seen: Value) => boolean,
  negated: boolean,
  { value }: ValueSource<Subject>,
): Test<Subject> {
  return timeless((subject, now, owner) => {
    const seen = value(subject, now, owner);
    return typeof seen === "string" || typeof seen === "object" ? holds(seen) !== negated : null;
  });
}

function listTest<Subject>(
  holds: (seen: Value) => boolean,
  negated: boolean,
  { value }: ValueSource<Subject>,
): Test<Subject> {
  return timeless((subject, now, owner) => {
    const seen = value(subject, now, owner);
    return typeof seen === "object" ? holds(seen) !== negated : null;
  });
}

/** Compares two values of one profile or behaviour: of one JSON type, or both as instants. */
export function otherValueTest<Subject>(
  operator: Comparison,
  source: ValueSource<Subject>,
  other: ValueSource<Subject>,
  asInstants: boolean,
): Test<Subject> {
  const { negated, types } = operator;
  const own: Asked<Subject, Value | undefined> = asInstants ? source.instant : source.value;
  const others: Asked<Subject, Value | undefined> = asInstants ? other.instant : other.value;
  return timeless((subject, now, owner) => {
    const seen = own(subject, now, owner);
    const wanted = others(subject, now, owner);
    if (seen === undefined || wanted === undefined || typeof wanted === "object") return null;
    if (typeof seen !== typeof wanted || !types.some((type) => type === typeof seen)) return null;
    return operator.prepare([wanted])(seen) !== negated;
  });
}
