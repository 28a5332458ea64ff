import type { Operand } from "../../language/operand.ts";
import { operatorNamed } from "../../language/operators.ts";
import { type OperandContext, readOperand } from "../../language/read-operand.ts";
import { declarationAt } from "../../language/scopes.ts";
import type { AttributeDeclaration } from "../../record.ts";
import type { Condition } from "../../rule.ts";
import type { PlacedCondition } from "../placed-rule.ts";
import { resultOf } from "../read-aggregate.ts";
import type { Reading } from "../reading.ts";
import { atomOf } from "./atom.ts";
import { type Claim, claimWith } from "./claim.ts";
import { noFewerThanNone } from "./list-claims.ts";

/** On an attribute, the id or a part of a behaviour. */
export function valueClaim(
  { condition, scope }: PlacedCondition,
  turned: boolean,
  { attributes, calendar }: Reading,
): Claim | undefined {
  const { field, coalesce = [] } = condition;
  const declarationOf = (name: string) => declarationAt(name, scope, attributes);
  const isBehaviour = scope.place === "behaviour";
  const neverMissing = isBehaviour ? field === "name" || field === "at" : field === "id";
  const subject = JSON.stringify([field, ...coalesce]);
  const context = { calendar, declarationOf };
  return comparison(condition, turned, declarationOf(field), context, { subject, neverMissing });
}

export function aggregateClaim(
  condition: Condition,
  turned: boolean,
  { calendar }: Reading,
): Claim | undefined {
  const { field, aggregate } = condition;
  if (aggregate === undefined) return undefined;
  const isCount = aggregate.function === "count";
  return comparison(condition, turned, resultOf(aggregate), withoutFields(calendar), {
    subject: JSON.stringify([field, aggregate]),
    neverMissing: isCount && field !== "company",
    given: isCount ? noFewerThanNone : [],
  });
}

/** Reads values that cannot be compared with other fields. */
export function withoutFields(calendar: Reading["calendar"]): OperandContext {
  return { calendar, declarationOf: () => undefined };
}

type Subject = Pick<Claim, "subject" | "neverMissing"> & Partial<Claim>;

function comparison(
  condition: Condition,
  turned: boolean,
  declared: AttributeDeclaration | undefined,
  context: OperandContext,
  subject: Subject,
): Claim | undefined {
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return undefined;
  if (operator.reads === "presence") return presence(condition, turned, subject);
  const read = readOperand(operator, condition, declared, context);
  if (!read.ok) return undefined;
  const tested = testedOf(condition.operator ?? "", read.operand, declared);
  const atom = atomOf(tested.operator, tested.operand, turned, declared !== undefined);
  return claimWith(subject.subject, atom, {
    ...subject,
    aspect: tested.aspect,
    exact: tested.exact,
    whereMissing: condition.includeMissing === true && !turned,
  });
}

/**
 * `null`, `notNull` and their negations; never unknown. Asked alone of what is never
 * missing they are left as they are.
 */
export function presence(
  { operator, includeMissing }: Condition,
  turned: boolean,
  subject: Subject,
): Claim {
  const asksForNone = operator === "null";
  const whereMissing = asksForNone || includeMissing === true;
  return {
    aspect: "",
    given: [],
    ...subject,
    neverMissing: false,
    present: asksForNone === turned ? "always" : "never",
    whereMissing: whereMissing !== turned,
    exact: true,
  };
}

interface Tested {
  readonly aspect: string;
  readonly operator: string;
  readonly operand: Operand;
  readonly exact: boolean;
}

/** Distances from other values are told as windows, and comparisons with them as a sign. */
function testedOf(
  operator: string,
  operand: Operand,
  declared: AttributeDeclaration | undefined,
): Tested {
  if (operand.kind === "field") {
    const sign: Operand = { kind: "values", type: "number", wanted: [0] };
    const aspect = JSON.stringify(["field", operand.name, operand.asInstants]);
    return { aspect, operator: asOrder.get(operator) ?? operator, operand: sign, exact: false };
  }
  if (operand.kind === "relative") {
    const window: Operand = { kind: "window", span: operand.duration };
    const aspect = JSON.stringify(["from", operand.of]);
    return { aspect, operator: asWindow.get(operator) ?? operator, operand: window, exact: false };
  }
  const isDate = declared?.type === "date" || declared?.type === "datetime";
  const exact = operand.kind === "values" ? declared !== undefined : isDate;
  return { aspect: "", operator, operand, exact };
}

const asOrder: ReadonlyMap<string, string> = new Map([
  ["before", "<"],
  ["after", ">"],
]);

const asWindow: ReadonlyMap<string, string> = new Map([
  ["withinAfter", "inNext"],
  ["notWithinAfter", "notInNext"],
  ["withinBefore", "inLast"],
  ["notWithinBefore", "notInLast"],
]);
