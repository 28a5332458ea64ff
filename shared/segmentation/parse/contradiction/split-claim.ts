import { operatorNamed } from "../../language/operators.ts";
import { readOperand } from "../../language/read-operand.ts";
import type { Condition } from "../../rule.ts";
import type { Reading } from "../reading.ts";
import { type Atom, atomOf } from "./atom.ts";
import { type Claim, claimWith } from "./claim.ts";
import { withoutFields } from "./value-claims.ts";

/** A part of a split is a stretch of buckets, as a day is one of instants. */
export function splitClaim(
  condition: Condition,
  turned: boolean,
  { calendar }: Reading,
): Claim | undefined {
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return undefined;
  const read = readOperand(operator, condition, { type: "string" }, withoutFields(calendar));
  if (!read.ok || read.operand.kind !== "split") return undefined;
  const { salt, from, to } = read.operand;
  return claimWith(
    JSON.stringify(["split", salt]),
    onBuckets(from, to, operator.negated !== turned),
    {
      given: [onBuckets(0, 10_000, false)].filter((atom) => atom !== undefined),
      neverMissing: true,
      exact: true,
    },
  );
}

function onBuckets(from: number, until: number, turned: boolean): Atom | undefined {
  return atomOf("on", { kind: "moment", from, until }, turned, true);
}
