import type { Scalar } from "../record.ts";

/** Orders two values of one type: numbers by size, strings by code point, false before true. */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  return a < b ? -1 : 1;
}

const firstSurrogate = 0xd800;

/** UTF-16 puts surrogate pairs before U+E000–U+FFFF; code points, as in SQL, come after. */
function compareStrings(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  if (unit < firstSurrogate) return unit;
  return unit < 0xe000 ? unit + 0x10000 : unit;
}
