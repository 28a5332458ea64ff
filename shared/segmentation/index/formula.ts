import { isGroup, type Rule } from "../rule.ts";
import { everywhere, type Literal } from "./literal.ts";

/** A rule as and/or over literals, without negation: true where the rule is true, else false. */
export type Formula =
  | Literal
  | { readonly kind: "and" | "or"; readonly members: readonly Formula[] }
  | { readonly kind: "constant"; readonly holds: boolean };

/** Reads one condition as a formula that holds where it is true, or where it is false. */
export type ReadCondition = (
  condition: Exclude<Rule, { rules: unknown }>,
  whereFalse: boolean,
) => Formula;

/**
 * Pushes `not` down to the conditions. De Morgan's laws hold in three-valued logic too, so
 * what is left is monotone, and asks of each condition only whether it is true (or, under
 * an odd number of nots, whether it is false).
 */
export function formulaOf(rule: Rule, read: ReadCondition, whereFalse = false): Formula {
  if (!isGroup(rule)) return read(rule, whereFalse);
  const negated = (rule.not === true) !== whereFalse;
  const combinator = (rule.combinator === "and") !== negated ? "and" : "or";
  return join(
    combinator,
    rule.rules.map((member) => formulaOf(member, read, negated)),
  );
}

/** Leaves out what decides nothing and takes members of the same combinator in. */
export function join(combinator: "and" | "or", members: readonly Formula[]): Formula {
  const neutral = combinator === "and";
  const kept: Formula[] = [];
  for (const member of members) {
    if (member.kind === "constant") {
      if (member.holds !== neutral) return member;
    } else if (member.kind === combinator) kept.push(...member.members);
    else kept.push(member);
  }
  const [only] = kept;
  if (only === undefined) return { kind: "constant", holds: neutral };
  return kept.length === 1 ? only : { kind: combinator, members: kept };
}

/** Holds exactly where the formula does not. */
export function opposite(formula: Formula): Formula {
  switch (formula.kind) {
    case "constant":
      return { kind: "constant", holds: !formula.holds };
    case "literal":
      return { ...formula, holdsIn: formula.holdsIn ^ everywhere };
    case "and":
      return { kind: "or", members: formula.members.map(opposite) };
    case "or":
      return { kind: "and", members: formula.members.map(opposite) };
  }
}

export function* literalsOf(formula: Formula): Generator<Literal> {
  if (formula.kind === "literal") yield formula;
  else if (formula.kind !== "constant")
    for (const member of formula.members) yield* literalsOf(member);
}
