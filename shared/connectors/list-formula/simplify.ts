import { allOf, always, anyOf, type Formula, type Holds, never, unknown } from "./formula.ts";

/** Without constants inside, and without what could not be read; itself perhaps either. */
export function simplified(formula: Formula): Formula {
  switch (formula.kind) {
    case "constant":
    case "unknown":
    case "presence":
    case "segment":
      return formula;
    case "all":
    case "any":
      return joined(formula.kind, formula.members.map(simplified));
    case "property": {
      const { field, whenMissing } = formula;
      const holds = simplifiedHolds(formula.holds);
      if (holds.kind !== "constant") return { ...formula, holds };
      if (holds.value === whenMissing) return holds;
      return { kind: "presence", field, isPresent: holds.value };
    }
    case "related": {
      const where = simplified(formula.where);
      if (where.kind === "unknown") return unknown;
      if (where.kind === "constant" && !where.value) return formula.atLeast === 0 ? always : never;
      const isAnyNumber = formula.atLeast === 0 && formula.atMost === undefined;
      return isAnyNumber ? always : { ...formula, where };
    }
  }
}

function joined(kind: "all" | "any", members: readonly Formula[]): Formula {
  const known = members.filter((member) => member.kind !== "unknown");
  if (known.length === 0 && members.length > 0) return unknown;
  const decides = kind === "any";
  if (known.some((member) => member.kind === "constant" && member.value === decides))
    return decides ? always : never;
  const left = known
    .filter((member) => member.kind !== "constant")
    .flatMap((member) => (member.kind === kind ? member.members : [member]));
  const [first] = left;
  if (first === undefined) return decides ? never : always;
  return left.length === 1 ? first : { kind, members: left };
}

function simplifiedHolds(holds: Holds): Holds {
  switch (holds.kind) {
    case "constant":
    case "compares":
    case "opposite":
      return holds;
    case "all":
    case "any":
      return joinedHolds(holds.kind, holds.members.map(simplifiedHolds));
  }
}

function joinedHolds(kind: "all" | "any", members: readonly Holds[]): Holds {
  const decides = kind === "any";
  if (members.some((member) => member.kind === "constant" && member.value === decides))
    return decides ? always : never;
  const left = members
    .filter((member) => member.kind !== "constant")
    .flatMap((member) => (member.kind === kind ? member.members : [member]));
  const [first] = left;
  if (first === undefined) return decides ? never : always;
  if (left.length === 1) return first;
  return decides ? anyOf(left) : allOf(left);
}
