import type { Value } from "../record.ts";
import { hasPiece, type PiecePlace } from "./piece-place.ts";
import type { Slot } from "./slot.ts";

/** The slots that look in one attribute for pieces, by piece: a value finds its own. */
export class Pieces {
  readonly place: PiecePlace;
  readonly #byPiece = new Map<string, Slot>();
  readonly #lengths = new Set<number>();

  constructor(place: PiecePlace) {
    this.place = place;
  }

  add(piece: string, slot: Slot): void {
    this.#byPiece.set(piece, slot);
    this.#lengths.add(piece.length);
  }

  /** One of them: all are of one attribute. */
  get attribute(): string {
    for (const { attribute } of this.#byPiece.values()) return attribute;
    return "";
  }

  slots(): Iterable<Slot> {
    return this.#byPiece.values();
  }

  /** The slots that may read one value otherwise than another. */
  *differing(one: Value | undefined, other: Value | undefined): Generator<Slot> {
    const found = this.#found(one);
    const foundByOther = this.#found(other);
    if (found === undefined || foundByOther === undefined) {
      yield* this.#byPiece.values();
      return;
    }
    for (const slot of found) if (!foundByOther.has(slot)) yield slot;
    for (const slot of foundByOther) if (!found.has(slot)) yield slot;
  }

  /** @returns undefined for a value of another type. */
  #found(value: Value | undefined): Set<Slot> | undefined {
    if (value === undefined || hasPiece(value, this.place, "") === undefined) return undefined;
    const found = new Set<Slot>();
    for (const candidate of this.#candidates(value)) {
      const slot = this.#byPiece.get(candidate);
      if (slot !== undefined) found.add(slot);
    }
    return found;
  }

  /** What a value consists of, as far as some piece is as long. */
  *#candidates(value: Value): Generator<string> {
    if (typeof value === "object") yield* value;
    else if (typeof value === "string" && this.place === "anywhere") yield* this.#parts(value);
    else if (typeof value === "string")
      for (const length of this.#lengths)
        if (length <= value.length)
          yield this.place === "start"
            ? value.slice(0, length)
            : value.slice(value.length - length);
  }

  *#parts(text: string): Generator<string> {
    if (text.length * this.#lengths.size > this.#byPiece.size) {
      for (const piece of this.#byPiece.keys()) if (text.includes(piece)) yield piece;
      return;
    }
    for (const length of this.#lengths)
      for (let at = 0; at + length <= text.length; at += 1) yield text.slice(at, at + length);
  }
}
