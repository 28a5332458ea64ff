import type { Calendar } from "./calendar.ts";
import { plusMonths, startOfUnit } from "./civil-date.ts";

/** The starts of the days a whole number of years after a day; that day itself is none. */
export interface Anniversaries {
  /** The first that is not before the instant. */
  firstFrom(instant: number): number;
  /** The last that is not after the instant. */
  lastUpTo(instant: number): number | undefined;
}

/** Of the day that the instant lies in; 29 February becomes 28 February in common years. */
export function anniversariesOf(seen: number, calendar: Calendar): Anniversaries {
  const start = calendar.startOf("day", seen);
  const day = startOfUnit("day", start + calendar.offset(start));
  const year = new Date(day).getUTCFullYear();
  const yearsUntil = (instant: number) =>
    new Date(instant + calendar.offset(instant)).getUTCFullYear() - year;
  const after = (years: number) => calendar.instantAt(plusMonths(day, 12 * years));
  return {
    firstFrom: (instant) => {
      const years = Math.max(1, yearsUntil(instant));
      const anniversary = after(years);
      return anniversary >= instant ? anniversary : after(years + 1);
    },
    lastUpTo: (instant) => {
      const years = yearsUntil(instant);
      if (years < 1) return undefined;
      const anniversary = after(years);
      if (anniversary <= instant) return anniversary;
      return years === 1 ? undefined : after(years - 1);
    },
  };
}
