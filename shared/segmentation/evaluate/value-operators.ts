import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { AttributeType, Value } from "../record.ts";
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
  const { negated } = operator;
  const holds = operator.prepare(wanted);
  if (isTemporal(type)) {
    const { instant } = source;
    return timeless((subject, now, owner) => {
      const seen = instant(subject, now, owner);
      return seen === undefined ? null : holds(seen) !== negated;
    });
  }
  const { value } = source;
  const scalar = type === "enum" ? "string" : type;
  const seesLists = operator.types.includes("strings");
  return timeless((subject, now, owner) => {
    const seen = value(subject, now, owner);
    if (seen === undefined) return null;
    return typeof seen === scalar || (seesLists && typeof seen === "object")
      ? holds(seen) !== negated
      : null;
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

function isTemporal(type: AttributeType): boolean {
  return type === "date" || type === "datetime";
}
