import type { Happening } from "./judge-outcome.ts";

/** The properties by which behaviours say what brought somebody there. */
export const touchProperties = [
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
] as const;
export type TouchProperty = (typeof touchProperties)[number];

/** People by value of the first and of the last touch in the time before an outcome. */
export class TouchTally {
  readonly first = new Map<string, number>();
  readonly last = new Map<string, number>();
  #none = 0;

  /** @param lookBackMs so long before, the outcome's own instant included */
  add(
    happenings: readonly Happening[],
    by: TouchProperty,
    reachedAt: number,
    lookBackMs: number,
  ): void {
    const touches = happenings
      .filter(({ at }) => at <= reachedAt && at > reachedAt - lookBackMs)
      .toSorted((one, other) => one.at - other.at)
      .flatMap(({ properties }) => properties[by] ?? [])
      .map(String);
    const [first] = touches;
    const last = touches.at(-1);
    if (first === undefined || last === undefined) this.#none += 1;
    else {
      this.first.set(first, (this.first.get(first) ?? 0) + 1);
      this.last.set(last, (this.last.get(last) ?? 0) + 1);
    }
  }

  /** People without a touch in that time. */
  get none(): number {
    return this.#none;
  }
}
