import { never } from "../evaluate/truth.ts";
import type { Calendar } from "./calendar.ts";
import { plusMonths } from "./civil-date.ts";
import { type Duration, dayMs, longestMs, shortestMs } from "./duration.ts";
import { firstTurn } from "./edge-pieces.ts";

/** An instant that moves along with the clock, a duration before or after now. */
export interface Edge {
  at(now: number): number;
  /**
   * The first instant after `now` at which the edge comes to stand at or after `instant`,
   * or before it again; Infinity where it does neither. It steps back where clocks are
   * set back, and wherever a short month's last day stands for several.
   */
  nextTurn(instant: number, now: number): number;
}

/** @param sign 1 for the duration after now, -1 for the duration before. */
export function edgeOf(sign: 1 | -1, duration: Duration, calendar: Calendar): Edge {
  const { months, days, milliseconds } = duration;
  if (months === 0 && (days === 0 || calendar.uniformDays)) {
    return steadyEdge(sign * (days * dayMs + milliseconds));
  }
  const calendarPart = { ...duration, milliseconds: 0 };
  const calendarEdge = unsteadyEdge(sign, calendarPart, calendar);
  const hours = sign * milliseconds;
  return {
    at: (now) => calendarEdge.at(now) + hours,
    nextTurn: (instant, now) => calendarEdge.nextTurn(instant - hours, now),
  };
}

function turnOnce(turn: number, now: number): number {
  return now < turn ? turn : never;
}

function steadyEdge(distance: number): Edge {
  return {
    at: (now) => now + distance,
    nextTurn: (instant, now) => turnOnce(instant - distance, now),
  };
}

function unsteadyEdge(sign: 1 | -1, duration: Duration, calendar: Calendar): Edge {
  const at = (now: number) =>
    sign === 1 ? calendar.plus(now, duration) : calendar.minus(now, duration);
  const earliest = sign === 1 ? -longestMs(duration) : shortestMs(duration);
  const latest = sign === 1 ? -shortestMs(duration) : longestMs(duration);
  return {
    at,
    nextTurn: (instant, now) => {
      const only = onlyTurn(sign, instant, duration, calendar);
      if (only !== undefined) return turnOnce(only, now);
      const from = Math.max(now + 1, instant + earliest);
      const reached = from === now + 1 && at(now) >= instant;
      return firstTurn({ at, instant, reached, from, until: instant + latest + 1, calendar });
    },
  };
}

/** Days up to this one are in every month and stand for no other. */
const lastPlainDay = 27;

/**
 * The edge's one turn at the instant, where no shift is near either and no other day of
 * the month leads to the same one; undefined where there may be more turns.
 */
function onlyTurn(
  sign: 1 | -1,
  instant: number,
  { months, days }: Duration,
  { offset, uniformDays }: Calendar,
): number | undefined {
  const shown = instant + offset(instant) - sign * days * dayMs;
  if (months !== 0 && new Date(shown).getUTCDate() > lastPlainDay) return undefined;
  const turnShown = plusMonths(shown, -sign * months);
  const turn = turnShown - offset(turnShown);
  if (uniformDays) return turn;
  const still = (middle: number) =>
    [-2, -1, 1, 2].every((away) => offset(middle + away * dayMs) === offset(middle));
  return still(instant) && still(turn) ? turn : undefined;
}
