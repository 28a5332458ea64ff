import type { Slot } from "./slot.ts";

/** Where a value lies as a literal sees it. Slots tell the last three apart, an interval the first. */
export const inside = 0;
export const present = 1;
export const missing = 2;
export const otherType = 3;

/** Bits of a literal's `holdsIn`, by region; `outside` is present but not inside. */
export const inInside = 1 << inside;
export const inOutside = 1 << present;
export const inMissing = 1 << missing;
export const inOtherType = 1 << otherType;
export const everywhere = inInside | inOutside | inMissing | inOtherType;

/** Both ends are included. */
export interface Interval {
  readonly kind: "interval";
  readonly low: number;
  readonly high: number;
}

/** The values of a slot that a literal names. */
export type Reach =
  | Interval
  | { readonly kind: "codes"; readonly codes: ReadonlySet<number> };

/** Holds no value. */
export const nothing: Interval = { kind: "interval", low: Number.NaN, high: Number.NaN };

export function theseCodes(codes: Iterable<number>): Reach {
  return { kind: "codes", codes: new Set(codes) };
}

/** "This condition is true of the record", or its opposite: two-valued. */
export interface Literal {
  readonly kind: "literal";
  readonly slot: Slot;
  readonly reach: Reach;
  /** The regions, as bits, in which it holds. */
  readonly holdsIn: number;
  /** A guess at the share of records whose value is inside, 0 to 1. */
  readonly insideShare: number;
}

/** Whether the literal also tells apart the regions that lie outside its reach. */
export function dependsOnAbsence({ holdsIn }: Pick<Literal, "holdsIn">): boolean {
  const outer = holdsIn & (everywhere ^ inInside);
  return outer !== 0 && outer !== (everywhere ^ inInside);
}
