import { dayMs } from "../../segmentation/time/duration.ts";
import type { Judgement } from "./judge-outcome.ts";
import { Mean } from "./mean.ts";
import type { Proportion } from "./proportion.ts";
import { type Quartiles, quartilesOf } from "./quartiles.ts";

/** One outcome over one group of people, added up one at a time. */
export class OutcomeTally {
  readonly amounts = new Mean();
  readonly #days: number[] = [];
  #open = 0;
  #before = 0;

  add(judgement: Judgement, enteredAt: number): void {
    switch (judgement.state) {
      case "open":
        this.#open += 1;
        return;
      case "before":
        this.#before += 1;
        return;
      case "over":
        this.amounts.add(judgement.amount);
        if (judgement.reachedAt !== undefined)
          this.#days.push((judgement.reachedAt - enteredAt) / dayMs);
    }
  }

  /** Of those whose time is over. */
  get proportion(): Proportion {
    return { reached: this.#days.length, of: this.amounts.people };
  }

  /** Whose time is not over yet. */
  get open(): number {
    return this.#open;
  }

  /** Who had the value when they entered, and so could not come to it. */
  get before(): number {
    return this.#before;
  }

  /** From entering to reaching it, of those who did. */
  get days(): Quartiles | undefined {
    return quartilesOf(this.#days);
  }
}
