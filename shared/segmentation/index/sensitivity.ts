import { inOrder } from "./estimate.ts";
import { type Formula, join, literalsOf, opposite } from "./formula.ts";
import type { Literal } from "./literal.ts";

/** One place of a literal in a rule, with what must hold elsewhere for it to matter. */
export interface Occurrence {
  readonly literal: Literal;
  /**
   * Holds wherever a flip of this literal can change the rule's truth; it reads nothing
   * that may flip together with the literal.
   */
  readonly guard: Formula;
  /** Where the guard holds, whether the rule's truth is sure to become the literal's. */
  readonly decides: boolean;
}

/** Guards are copied beside each literal: the rest of a large rule is left to its evaluation. */
const mostGuardLiterals = 12;
/** Of a large rule, the siblings looked at in search of the best guards. */
const mostCandidates = 24;

/**
 * The occurrences of literals, all or those wanted. For the truth of a monotone formula to
 * follow a literal, every sibling on the way to it must be neutral: true under `and`, not
 * true under `or`. Siblings that read what the literal reads are left out, and then it does
 * not decide alone.
 */
export function occurrencesOf(formula: Formula): readonly Occurrence[] {
  const found: Occurrence[] = [];
  visit(formula, [], (literal, siblings) => {
    found.push(occurrence(literal, siblings));
  });
  return found;
}

type Meet = (literal: Literal, siblings: readonly Formula[]) => void;

function visit(formula: Formula, siblings: readonly Formula[], meet: Meet): void {
  if (formula.kind === "literal") meet(formula, siblings);
  if (formula.kind === "literal" || formula.kind === "constant") return;
  const { kind, members } = formula;
  const neutral = kind === "and" ? members : members.map(opposite);
  for (const [place, member] of members.entries())
    visit(member, [...neutral.toSpliced(place, 1), ...siblings], meet);
}

function occurrence(literal: Literal, siblings: readonly Formula[]): Occurrence {
  const candidates: Formula[] = [];
  for (const sibling of siblings) {
    if (candidates.length === mostCandidates) break;
    if (!sharesGroup(sibling, literal)) candidates.push(sibling);
  }
  const factors: Formula[] = [];
  let literals = 0;
  for (const factor of inOrder("and", candidates)) {
    literals += countLiterals(factor);
    if (literals > mostGuardLiterals) break;
    factors.push(factor);
  }
  return {
    literal,
    guard: join("and", factors),
    decides: factors.length === siblings.length,
  };
}

function sharesGroup(formula: Formula, { slot }: Literal): boolean {
  for (const literal of literalsOf(formula))
    if (literal.slot.groups.some((group) => slot.groups.includes(group))) return true;
  return false;
}

function countLiterals(formula: Formula): number {
  let count = 0;
  for (const _ of literalsOf(formula)) count += 1;
  return count;
}
