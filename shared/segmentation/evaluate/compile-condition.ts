import { type Operand, readOperand } from "../language/operand.ts";
import { type Operator, operatorNamed } from "../language/operators.ts";
import type { Field } from "../language/rule-fields.ts";
import type { AttributeType, Truth, Value } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { Calendar } from "../time/calendar.ts";
import { parseInstant } from "../time/instant.ts";
import { type Window, windowOf } from "../time/window.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { flipsAt } from "./explanation.ts";
import { negate, never } from "./truth.ts";

/** A condition's own test of a subject, before `includeMissing` and negation. */
interface Test<Subject> {
  readonly timed: boolean;
  holds(subject: Subject, now: number): Truth;
  flip(subject: Subject, now: number): number;
}

/** Compiles one condition; one that its field's declared type has overtaken is unknown. */
export function compileCondition<Subject>(
  condition: Condition,
  field: Field<Subject>,
  { calendar }: CompileContext,
): CompiledNode<Subject> {
  const name = condition.operator ?? "";
  const operator = operatorNamed(name);
  const includeMissing = condition.includeMissing === true;
  const test = testOf(condition, field, operator, calendar);
  const truth = (subject: Subject, now: number): Truth => {
    if (includeMissing && isMissing(field, subject)) return true;
    const holds = test.holds(subject, now);
    return operator?.negated === true ? negate(holds) : holds;
  };
  return {
    timed: test.timed,
    truth,
    flip: test.flip,
    explain: (subject, now) => {
      const seen = field.read(subject);
      return {
        kind: "condition",
        field: field.name,
        operator: name,
        ...(operator?.reads === "presence" ? {} : { wanted: condition.value }),
        ...(seen === undefined ? {} : { seen }),
        includeMissing,
        truth: truth(subject, now),
        ...flipsAt(test.flip(subject, now)),
        children: [],
      };
    },
  };
}

function isMissing<Subject>(field: Field<Subject>, subject: Subject): boolean {
  return field.instant === undefined && field.read(subject) === undefined;
}

function testOf<Subject>(
  condition: Condition,
  field: Field<Subject>,
  operator: Operator | undefined,
  calendar: Calendar,
): Test<Subject> {
  if (operator === undefined) return timeless(() => null);
  const { operator: name = "", value } = condition;
  const result = readOperand(operator, name, value, field.type, calendar);
  if (!result.ok) return timeless(() => null);
  const { operand } = result;
  switch (operand.kind) {
    case "none":
      return timeless((subject) => isMissing(field, subject));
    case "window":
      return windowTest(field, windowOf(operand.duration, calendar), calendar);
    case "values":
      return operator.reads === "value"
        ? comparison(field, operator, operand, calendar)
        : timeless(() => null);
  }
}

function timeless<Subject>(holds: (subject: Subject) => Truth): Test<Subject> {
  return { timed: false, holds, flip: () => never };
}

function windowTest<Subject>(
  field: Field<Subject>,
  window: Window,
  calendar: Calendar,
): Test<Subject> {
  const instantOf = instantReader(field, calendar);
  return {
    timed: true,
    holds: (subject, now) => {
      const instant = instantOf(subject);
      return instant === undefined ? null : window.contains(instant, now);
    },
    flip: (subject, now) => {
      const instant = instantOf(subject);
      return instant === undefined ? never : window.nextChange(instant, now);
    },
  };
}

function comparison<Subject>(
  field: Field<Subject>,
  operator: Operator & { reads: "value" },
  operand: Operand & { kind: "values" },
  calendar: Calendar,
): Test<Subject> {
  const holds = operator.prepare(operand.wanted);
  const comparable = comparableReader(field, operand.type, operator, calendar);
  return timeless((subject) => {
    const seen = comparable(subject);
    return seen === undefined ? null : holds(seen);
  });
}

/** Reads the value where it is of the type compared with; any other is unknown. */
function comparableReader<Subject>(
  field: Field<Subject>,
  type: AttributeType,
  operator: Operator,
  calendar: Calendar,
): (subject: Subject) => Value | undefined {
  if (type === "date" || type === "datetime") return instantReader(field, calendar);
  const seesLists = operator.types.includes("strings");
  const scalar = type === "enum" ? "string" : type;
  return (subject) => {
    const seen = field.read(subject);
    return typeof seen === scalar || (seesLists && typeof seen === "object") ? seen : undefined;
  };
}

function instantReader<Subject>(
  field: Field<Subject>,
  calendar: Calendar,
): (subject: Subject) => number | undefined {
  return (
    field.instant ??
    ((subject) => {
      const seen = field.read(subject);
      return typeof seen === "string" ? parseInstant(seen, calendar) : undefined;
    })
  );
}
