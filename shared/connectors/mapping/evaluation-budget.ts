import { isFunctionValue } from "./function-value.ts";
import { MappingStopped } from "./mapping-stopped.ts";

/** Steps of the evaluator that any payload may take; about 50 ms. */
const leastSteps = 10_000;
/** More for each value of the payload: a mapping that reads each value a few times ends. */
const stepsPerValue = 25;
/** For batches of a thousand events; under a second. */
const mostSteps = 200_000;

/** Values that one result may hold beyond what the payload holds, written out as JSON. */
const moreValues = 100_000;
const deepest = 100;
/** This many characters of a string weigh as much as one value. */
const charactersPerValue = 16;
/** Copying or comparing this many values counts as one step. */
const valuesPerStep = 512;

interface Measure {
  /** Values it holds when it is written out, a shared part as often as it occurs. */
  readonly weight: number;
  readonly depth: number;
}

const leaf: Measure = { weight: 1, depth: 0 };

/**
 * What one evaluation may cost. It counts steps, not time, so that the same webhook always
 * ends the same way; and it measures each result, so that a few steps of doubling cannot
 * fill the memory. Throws `MappingStopped`.
 */
export class EvaluationBudget {
  readonly #measured = new WeakMap<object, Measure>();
  readonly #mostSteps: number;
  readonly #mostWeight: number;
  #steps = 0;

  constructor(payload: unknown) {
    this.#mostWeight = Number.POSITIVE_INFINITY;
    const { weight } = this.#measure(payload, 0);
    this.#mostSteps = Math.min(mostSteps, leastSteps + stepsPerValue * weight);
    this.#mostWeight = weight + moreValues;
  }

  get steps(): number {
    return this.#steps;
  }

  /** One step of the evaluator. */
  enter(): void {
    this.#spend(1);
  }

  /** What a step came to. */
  leave(result: unknown): void {
    const { weight } = this.#measure(result, 0);
    if (weight > this.#mostWeight) throw tooLarge();
    this.#spend(Math.floor(weight / valuesPerStep));
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#mostSteps)
      throw new MappingStopped(
        `It was stopped after ${this.#mostSteps} steps: look for a function that calls itself without end, or work on the whole payload that is repeated for each of its parts.`,
      );
  }

  #measure(value: unknown, level: number): Measure {
    if (typeof value === "string")
      return { weight: 1 + Math.floor(value.length / charactersPerValue), depth: 0 };
    if (typeof value !== "object" || value === null || isFunctionValue(value)) return leaf;
    const known = this.#measured.get(value);
    if (known !== undefined) return known;
    if (level > deepest) throw tooDeep();
    const measure = this.#sum(Object.values(value), level);
    this.#measured.set(value, measure);
    return measure;
  }

  #sum(members: readonly unknown[], level: number): Measure {
    let weight = 1;
    let depth = 0;
    for (const member of members) {
      const part = this.#measure(member, level + 1);
      weight += part.weight;
      depth = Math.max(depth, part.depth + 1);
      if (weight > this.#mostWeight) throw tooLarge();
      if (depth > deepest) throw tooDeep();
    }
    return { weight, depth };
  }
}

function tooLarge(): MappingStopped {
  return new MappingStopped("It builds a value that is too large: give only what an event needs.");
}

function tooDeep(): MappingStopped {
  return new MappingStopped(`Values may be nested ${deepest} levels deep, here there are more.`);
}
