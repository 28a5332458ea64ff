import type { Schemas } from "../api/client.ts";

export type Results = Schemas["ProgramResults"];
export type Outcome = Results["outcomes"][number];
export type OutcomeGroup = Outcome["groups"][number];
export type Comparison = NonNullable<Outcome["lift"]>[number];
type Bounds = OutcomeGroup["interval"];

export function groupName(group: string, heldOut: boolean): string {
  if (heldOut) return "Left out";
  return group === "program" ? "In the program" : `Variant ${group}`;
}

/** A share, as percent: one digit behind the point where that says something. */
export function percent(share: number): string {
  return share.toLocaleString(undefined, { style: "percent", maximumFractionDigits: 1 });
}

/** The difference of two shares: points, with their sign. */
export function points(difference: number): string {
  const shown = (difference * 100).toLocaleString(undefined, {
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  return `${shown} points`;
}

export function boundsWords({ low, high }: Bounds, words: (value: number) => string): string {
  return high === undefined ? `from ${words(low)} on` : `${words(low)} to ${words(high)}`;
}

/** The median, and where the middle half lies. */
export function timeWords({ q1, median, q3 }: NonNullable<OutcomeGroup["days"]>): string {
  if (q3 < 1) return "mostly under a day";
  return `median ${daysWords(median)}; half of them ${daysWords(q1)} to ${daysWords(q3)}`;
}

function daysWords(days: number): string {
  if (days < 1) return "under a day";
  const shown = days.toLocaleString(undefined, { maximumFractionDigits: 1 });
  return `${shown} ${shown === "1" ? "day" : "days"}`;
}
