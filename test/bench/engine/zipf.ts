import type { Random } from "../../segmentation/random.ts";

/** Ranks 0 to size − 1, the first the likeliest: rank r as likely as 1 / (r + 1). */
export class Zipf {
  readonly #cumulated: readonly number[];
  readonly #total: number;

  constructor(size: number) {
    let total = 0;
    this.#cumulated = Array.from({ length: size }, (_, rank) => (total += 1 / (rank + 1)));
    this.#total = total;
  }

  rank(random: Random): number {
    const point = random.next() * this.#total;
    return this.#cumulated.findIndex((upTo) => point < upTo);
  }
}
