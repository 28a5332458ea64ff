import type { Atom } from "./atom.ts";

interface Piece {
  readonly at: string;
  readonly text: string;
}

/** Whether no text can have all of these pieces and none of the others. */
export function textsClash(atoms: readonly Atom[]): boolean {
  const pieces = atoms.filter(isOfText);
  const wanted = pieces.flatMap((atom) => (atom.negated ? [] : piecesOf(atom)));
  const unwanted = pieces.flatMap((atom) => (atom.negated ? piecesOf(atom) : []));
  return (
    wanted.some((piece) => unwanted.some((other) => brings(piece, other))) ||
    wanted.some((piece, at) => wanted.slice(at + 1).some((other) => excludes(piece, other)))
  );
}

/** An undeclared value may be a list, which contains whole elements and no pieces. */
function isOfText({ base, operand, declared }: Atom): boolean {
  if (operand.kind !== "values" || operand.type === "strings") return false;
  return base === "beginsWith" || base === "endsWith" || (base === "contains" && declared);
}

function piecesOf({ base, operand }: Atom): readonly Piece[] {
  const wanted = operand.kind === "values" ? operand.wanted : [];
  return wanted.map((each) => ({ at: base, text: String(each) }));
}

/** Whether every text with the one piece has the other. */
function brings(piece: Piece, other: Piece): boolean {
  if (other.at === "contains") return piece.text.includes(other.text);
  if (piece.at !== other.at) return false;
  return other.at === "beginsWith"
    ? piece.text.startsWith(other.text)
    : piece.text.endsWith(other.text);
}

/** Whether no text begins, or ends, with both. */
function excludes(one: Piece, other: Piece): boolean {
  if (one.at !== other.at || one.at === "contains") return false;
  return !brings(one, other) && !brings(other, one);
}
