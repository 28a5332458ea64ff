/** A stretch of the calendar; its members are all above, all below or all zero. */
export interface Distance {
  readonly months: number;
  readonly days: number;
}

/** An instant that stays. */
export interface FixedBound {
  readonly kind: "fixed";
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the clock of its own zone shows, read as UTC. */
  readonly wall: number;
  readonly inclusive: boolean;
}

/** An instant that moves with the clock: so far from now, or from the start of today. */
export interface MovingBound {
  readonly kind: "moving";
  readonly from: "now" | "today";
  readonly distance: Distance;
  readonly inclusive: boolean;
}

export type Bound = FixedBound | MovingBound;

/** Below zero in the past, above in the future. */
export function directionOf({ months, days }: Distance): number {
  return Math.sign(months === 0 ? days : months);
}

/** In ISO 8601, some days longer or shorter; undefined where nothing is left or it cannot be written. */
export function durationOf({ months, days }: Distance, moreDays = 0): string | undefined {
  const wholeDays = Math.abs(days) + moreDays;
  if (wholeDays < 0 || (months === 0 && wholeDays === 0)) return undefined;
  const parts = [
    months === 0 ? "" : `${Math.abs(months)}M`,
    wholeDays === 0 ? "" : `${wholeDays}D`,
  ];
  return `P${parts.join("")}`;
}
