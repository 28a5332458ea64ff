import type { Operand } from "../../language/operand.ts";
import type { Condition, Match } from "../../rule.ts";
import { type Atom, atomOf } from "./atom.ts";
import { type Claim, claimWith } from "./claim.ts";

/** A number of elements: one that may hold or not makes it unknown, so it is not exact. */
export function matchClaim(condition: Condition, turned: boolean): Claim | undefined {
  const { field, match, value, includeMissing } = condition;
  const bound = match === undefined ? undefined : boundOf(match);
  if (bound === undefined) return undefined;
  const [operator, wanted] = bound;
  return claimWith(field, atomOf(operator, numberOperand(wanted), turned, true), {
    aspect: JSON.stringify(value),
    given: noFewerThanNone,
    whereMissing: includeMissing === true && !turned,
    neverMissing: field !== "company",
  });
}

function numberOperand(wanted: number): Operand {
  return { kind: "values", type: "number", wanted: [wanted] };
}

const atLeastNone = atomOf(">=", numberOperand(0), false, true);
/** Holds of every number of elements. */
export const noFewerThanNone: readonly Atom[] = atLeastNone === undefined ? [] : [atLeastNone];

function boundOf({ mode, threshold }: Match): readonly [string, number] | undefined {
  switch (mode) {
    case "some":
      return [">=", 1];
    case "none":
      return ["<=", 0];
    case "atLeast":
      return [">=", threshold ?? 0];
    case "atMost":
      return ["<=", threshold ?? 0];
    case "exactly":
      return ["=", threshold ?? 0];
    case "all":
      return undefined;
  }
}

export function sequenceClaim(
  { operator = "", value }: Condition,
  turned: boolean,
): Claim | undefined {
  const atom = atomOf(operator, { kind: "none" }, turned, true);
  return claimWith(`sequence ${JSON.stringify(value)}`, atom, { neverMissing: true });
}

/** Membership is a list of segments that is always there. */
export function segmentClaim({ operator, value }: Condition, turned: boolean): Claim | undefined {
  const wanted = Array.isArray(value) ? value.map(String) : [];
  const name = operator === "in" ? "containsAny" : "containsNone";
  const atom = atomOf(name, { kind: "values", type: "strings", wanted }, turned, true);
  return claimWith("segment", atom, { neverMissing: true, exact: true });
}
