import { inOrder } from "./estimate.ts";
import type { Formula } from "./formula.ts";
import type { Literal } from "./literal.ts";

/** Ends of a program, where a jump would else name a test. */
export const accepted = 0xffff;
export const rejected = 0xfffe;

/** One test of a formula as jump code, before it is written into words. */
export interface ProgramTest {
  readonly literal: Literal;
  readonly whereTrue: number;
  readonly whereFalse: number;
}

/** Jumps lead forward only, to a test's number within the program or to an end. @returns no tests where the formula is constant. */
export function programOf(formula: Formula): readonly ProgramTest[] {
  // Emitted from the end, so that every jump's target is already there to be numbered.
  const emitted: ProgramTest[] = [];
  emit(formula, accepted, rejected, emitted);
  const last = emitted.length - 1;
  const forwards = (target: number) => (target >= rejected ? target : last - target);
  return emitted.toReversed().map(({ literal, whereTrue, whereFalse }) => ({
    literal,
    whereTrue: forwards(whereTrue),
    whereFalse: forwards(whereFalse),
  }));
}

/** @returns the number of the formula's first test. */
function emit(
  formula: Formula,
  whereTrue: number,
  whereFalse: number,
  into: ProgramTest[],
): number {
  switch (formula.kind) {
    case "constant":
      return formula.holds ? whereTrue : whereFalse;
    case "literal":
      return into.push({ literal: formula, whereTrue, whereFalse }) - 1;
    case "and":
      return inOrder("and", formula.members)
        .toReversed()
        .reduce((next, member) => emit(member, next, whereFalse, into), whereTrue);
    case "or":
      return inOrder("or", formula.members)
        .toReversed()
        .reduce((next, member) => emit(member, whereTrue, next, into), whereFalse);
  }
}
