import type { Formula } from "./formula.ts";
import { inInside, inMissing, inOtherType, inOutside, type Literal } from "./literal.ts";

/** Guessed without statistics: what a record's value usually is, where it is not inside. */
const presentShare = 0.9;
const missingShare = 0.07;

/** A guess at the share of records a formula holds for, 0 to 1. */
export function shareOf(formula: Formula): number {
  switch (formula.kind) {
    case "constant":
      return formula.holds ? 1 : 0;
    case "literal":
      return literalShare(formula);
    case "and":
      return formula.members.reduce((share, member) => share * shareOf(member), 1);
    case "or":
      return 1 - formula.members.reduce((share, member) => share * (1 - shareOf(member)), 1);
  }
}

function literalShare({ holdsIn, insideShare }: Literal): number {
  const shareIn = (bit: number, share: number) => ((holdsIn & bit) === 0 ? 0 : share);
  return (
    shareIn(inInside, insideShare) +
    shareIn(inOutside, Math.max(0, presentShare - insideShare)) +
    shareIn(inMissing, missingShare) +
    shareIn(inOtherType, 1 - presentShare - missingShare)
  );
}

function costOf(formula: Formula): number {
  switch (formula.kind) {
    case "constant":
      return 0;
    case "literal":
      return formula.slot.cost;
    case "and":
    case "or":
      return formula.members.reduce((cost, member) => cost + costOf(member), 0);
  }
}

/**
 * The order in which members of `and` (or `or`) are best asked: cheap ones likely to decide
 * first. Probability over cost is optimal for independent members.
 */
export function inOrder(combinator: "and" | "or", members: readonly Formula[]): Formula[] {
  const rank = (member: Formula) => {
    const share = shareOf(member);
    const decides = combinator === "and" ? 1 - share : share;
    return costOf(member) / Math.max(decides, 0.001);
  };
  return members
    .map((member) => ({ member, rank: rank(member) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ member }) => member);
}
