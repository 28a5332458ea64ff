/** A small seeded generator (mulberry32): the same seed gives the same run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  list<T>(length: number, make: () => T): T[] {
    return Array.from({ length }, make);
  }
}

/** So many trials, or the share of them that `MUSTER_TRIALS` asks for: mutation testing has thousands of runs. */
export function trialsOf(usual: number): number {
  return Math.ceil(usual * Number(process.env["MUSTER_TRIALS"] ?? "1"));
}

/** The seed of this run: `MUSTER_SEED`, else a new one; printed so that a failure can be repeated. */
export function seedOf(suite: string): number {
  const seed = Number(process.env["MUSTER_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${suite}: MUSTER_SEED=${seed}`);
  return seed;
}
