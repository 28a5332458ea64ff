import type { Scalar } from "../../record.ts";
import type { Atom } from "./atom.ts";

/** Whether what a list must have is what it must not have. */
export function elementsClash(atoms: readonly Atom[]): boolean {
  const forbidden = new Set(atoms.flatMap((atom) => (atom.negated ? forbiddenBy(atom) : [])));
  if (forbidden.size === 0) return false;
  return atoms.some((atom) => {
    if (atom.negated) return false;
    const wanted = wantedBy(atom);
    if (wanted.length === 0) return false;
    return atom.base === "containsAll" || atom.base === "contains"
      ? wanted.some((each) => forbidden.has(each))
      : wanted.every((each) => forbidden.has(each));
  });
}

const some: readonly string[] = ["contains", "containsAny", "hasEverBeen"];

function forbiddenBy(atom: Atom): readonly Scalar[] {
  return some.includes(atom.base) ? wantedOf(atom) : [];
}

function wantedBy(atom: Atom): readonly Scalar[] {
  return some.includes(atom.base) || atom.base === "containsAll" ? wantedOf(atom) : [];
}

function wantedOf({ operand }: Atom): readonly Scalar[] {
  return operand.kind === "values" || operand.kind === "everBeen" ? operand.wanted : [];
}
