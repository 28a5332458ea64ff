import { type BoundedInterval, z95 } from "./proportion.ts";

/** A sum per person, added up so that the spread keeps its digits (B. P. Welford, 1962). */
export class Mean {
  #people = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#people += 1;
    const distance = value - this.#mean;
    this.#mean += distance / this.#people;
    this.#squares += distance * (value - this.#mean);
  }

  get people(): number {
    return this.#people;
  }

  /** 0 of nobody. */
  get mean(): number {
    return this.#mean;
  }

  /** Of the mean: its standard error, squared; unknown of fewer than two. */
  get variance(): number {
    if (this.#people < 2) return Number.POSITIVE_INFINITY;
    return this.#squares / (this.#people - 1) / this.#people;
  }
}

/** The mean of many is nearly normal, whatever is averaged; of fewer than two nothing is known. */
export function meanInterval(mean: Mean): BoundedInterval | undefined {
  return around(mean.mean, mean.variance);
}

/** Of the first mean less the second, each with a spread of its own (B. L. Welch, 1947). */
export function meanDifferenceInterval(one: Mean, other: Mean): BoundedInterval | undefined {
  return around(one.mean - other.mean, one.variance + other.variance);
}

function around(middle: number, variance: number): BoundedInterval | undefined {
  if (!Number.isFinite(variance)) return undefined;
  const half = z95 * Math.sqrt(variance);
  return { low: middle - half, high: middle + half };
}
