import type { Scalar } from "../segmentation/record.ts";

/** So many different values are kept; beyond, a sample of the different ones. */
const mostKept = 1_000;

/**
 * Values with how often they come, in bounded room. Beyond a thousand different ones only those
 * are kept whose hash ends in more and more zeros: each of these is counted from its first time
 * on, and their number tells how many different ones there are (M. Wegman's adaptive sampling,
 * in P. Flajolet, Computing 43, 1990; within some 4 % at this size).
 */
export class ValueCounts {
  readonly #counts = new Map<Scalar, number>();
  #depth = 0;

  add(value: Scalar): void {
    const known = this.#counts.get(value);
    if (known === undefined && !this.#isKept(value)) return;
    this.#counts.set(value, (known ?? 0) + 1);
    while (this.#counts.size > mostKept) {
      this.#depth += 1;
      for (const each of this.#counts.keys()) if (!this.#isKept(each)) this.#counts.delete(each);
    }
  }

  /** How many different values there are: exactly while all are kept. */
  get distinct(): number {
    return this.#counts.size * 2 ** this.#depth;
  }

  /** All values with their counts; undefined where there are too many. */
  get all(): ReadonlyMap<Scalar, number> | undefined {
    return this.#depth === 0 ? this.#counts : undefined;
  }

  #isKept(value: Scalar): boolean {
    return this.#depth === 0 || hashOf(value) % 2 ** this.#depth === 0;
  }
}

/** FNV-1a over the UTF-16 units, mixed so that the last bits are as good as the first. */
function hashOf(value: Scalar): number {
  const text = `${typeof value}:${value}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
