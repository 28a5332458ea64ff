import type { Value } from "../record.ts";

/** Where a piece of text is looked for; an `element` is a whole one of a list. */
export type PiecePlace = "start" | "end" | "anywhere" | "element";

/** @returns undefined for a value of another type, of which nobody knows. */
export function hasPiece(value: Value, place: PiecePlace, piece: string): boolean | undefined {
  if (typeof value === "object")
    return place === "anywhere" || place === "element" ? value.includes(piece) : undefined;
  if (typeof value !== "string") return undefined;
  switch (place) {
    case "start":
      return value.startsWith(piece);
    case "end":
      return value.endsWith(piece);
    case "anywhere":
      return value.includes(piece);
    case "element":
      return undefined;
  }
}
