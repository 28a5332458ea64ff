import type { Operand } from "../../language/operand.ts";
import { type Operator, operatorNamed, operatorNames } from "../../language/operators.ts";

/** One test of a value, parted from its negation. */
export interface Atom {
  /** The operator that is negated or not: `=` for `!=` too. */
  readonly base: string;
  readonly operator: Operator;
  readonly negated: boolean;
  readonly operand: Operand;
  /** Whether the value is known to be of the operand's type where it is not missing. */
  readonly declared: boolean;
}

/** @returns undefined where there is no operator of that name. */
export function atomOf(
  name: string,
  operand: Operand,
  turned: boolean,
  declared: boolean,
): Atom | undefined {
  const base = bases.get(name) ?? name;
  const given = operatorNamed(name);
  const operator = operatorNamed(base);
  if (given === undefined || operator === undefined) return undefined;
  return { base, operator, negated: given.negated !== turned, operand, declared };
}

export function turn(atom: Atom): Atom {
  return { ...atom, negated: !atom.negated };
}

const bases: ReadonlyMap<string, string> = new Map(
  operatorNames.flatMap((name) => {
    const first = operatorNames.find((each) => isAlike(operatorNamed(each), operatorNamed(name)));
    return first === undefined ? [] : [[name, first] as const];
  }),
);

/** Whether two operators are the same but for negation. */
function isAlike(one: Operator | undefined, other: Operator | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  switch (one.reads) {
    case "value":
      return other.reads === "value" && one.prepare === other.prepare;
    case "moment":
      return other.reads === "moment" && one.holds === other.holds;
    case "window":
      return other.reads === "window" && one.window === other.window;
    case "relative":
      return other.reads === "relative" && one.side === other.side;
    case "past":
      return other.reads === "past" && one.of === other.of;
    case "presence":
    case "split":
    case "sequence":
      return one.reads === other.reads;
  }
}
