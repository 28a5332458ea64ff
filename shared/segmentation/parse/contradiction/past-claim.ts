import { operatorNamed } from "../../language/operators.ts";
import { readOperand } from "../../language/read-operand.ts";
import { declarationAt } from "../../language/scopes.ts";
import type { PlacedCondition } from "../placed-rule.ts";
import type { Reading } from "../reading.ts";
import { atomOf } from "./atom.ts";
import { type Claim, claimWith } from "./claim.ts";
import { withoutFields } from "./value-claims.ts";

/** What an attribute has been is missing by itself, whether or not it has a value now. */
export function pastClaim(
  { condition, scope }: PlacedCondition,
  turned: boolean,
  { attributes, calendar }: Reading,
): Claim | undefined {
  const operator = operatorNamed(condition.operator);
  if (operator?.reads !== "past") return undefined;
  const { field } = condition;
  const declared = declarationAt(field, scope, attributes);
  const read = readOperand(operator, condition, declared, withoutFields(calendar));
  if (!read.ok) return undefined;
  const { operand } = read;
  const atom =
    operand.kind === "past"
      ? atomOf(
          operator.negated ? "notInLast" : "inLast",
          { kind: "window", span: operand.duration },
          turned,
          true,
        )
      : atomOf(condition.operator ?? "", operand, turned, true);
  return claimWith(JSON.stringify([operator.of, field]), atom, {
    whereMissing: condition.includeMissing === true && !turned,
  });
}
