import { parseDuration } from "../../../shared/segmentation/time/duration.ts";

export const spanUnits = ["minutes", "hours", "days", "weeks", "months", "years"] as const;
export type SpanUnit = (typeof spanUnits)[number];

/** A length of time as people say it: 30 days. */
export interface Span {
  readonly amount: number;
  readonly unit: SpanUnit;
}

const letters: Readonly<Record<SpanUnit, readonly [before: string, letter: string]>> = {
  minutes: ["PT", "M"],
  hours: ["PT", "H"],
  days: ["P", "D"],
  weeks: ["P", "W"],
  months: ["P", "M"],
  years: ["P", "Y"],
};

/** @returns undefined for what takes more than one unit to say, and for what is no duration. */
export function spanOf(duration: unknown): Span | undefined {
  if (typeof duration !== "string" || parseDuration(duration) === undefined) return undefined;
  for (const unit of spanUnits) {
    const [before, letter] = letters[unit];
    const digits = duration.slice(before.length, -1);
    const isIt = duration.startsWith(before) && duration.endsWith(letter) && /^\d+$/.test(digits);
    if (isIt) return { amount: Number(digits), unit };
  }
  return undefined;
}

export function durationOf({ amount, unit }: Span): string {
  const [before, letter] = letters[unit];
  return `${before}${amount}${letter}`;
}
