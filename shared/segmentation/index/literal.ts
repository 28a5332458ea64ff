import type { Slot } from "./slot.ts";

/** What stands for a value where there is none to compare; values are finite. */
export const unread = Number.NaN;
export const missing = Number.POSITIVE_INFINITY;
export const otherType = Number.NEGATIVE_INFINITY;
/** The ends of intervals without an end. */
export const highest = Number.MAX_VALUE;
export const lowest = -Number.MAX_VALUE;

/** Bits of a literal's `holdsIn`: its reach, other values, no value, values of another type. */
export const inInside = 1;
export const inOutside = 2;
export const inMissing = 4;
export const inOtherType = 8;
export const everywhere = inInside | inOutside | inMissing | inOtherType;

/** The bit of what is not in a literal's reach. */
export function outerRegion(value: number): number {
  if (value === missing) return inMissing;
  return value === otherType ? inOtherType : inOutside;
}

/** Both ends are included. */
export interface Interval {
  readonly kind: "interval";
  readonly low: number;
  readonly high: number;
}

/** The values of a slot that a literal names. */
export type Reach = Interval | { readonly kind: "codes"; readonly codes: ReadonlySet<number> };

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
export function dependsOnAbsence(holdsIn: number): boolean {
  const outer = holdsIn & (everywhere ^ inInside);
  return outer !== 0 && outer !== (everywhere ^ inInside);
}
