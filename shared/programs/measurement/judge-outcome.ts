import type { Outcome } from "../../contracts/outcome.ts";
import type { Scalar, Value } from "../../segmentation/record.ts";
import { utcCalendar } from "../../segmentation/time/calendar.ts";
import { parseDuration } from "../../segmentation/time/duration.ts";

/** Instants in milliseconds since the epoch. */
export interface Happening {
  readonly at: number;
  readonly properties: Readonly<Record<string, Scalar>>;
}

/** What a source said of an attribute; null where it has none. */
export interface Observation {
  readonly at: number;
  readonly value: Value | null;
}

/** What is known of one person, in any order. */
export interface Trail {
  readonly happenings: (behaviour: string) => readonly Happening[];
  readonly observations: (attribute: string) => readonly Observation[];
}

/**
 * `open`: its time is not over yet, so nothing is said of it, whatever came already: of those
 * who entered lately only the quick ones would count. `before`: so it was when they entered.
 */
export type Judgement =
  | { readonly state: "open" | "before" }
  | {
      readonly state: "over";
      /** When it was first reached. */
      readonly reachedAt: number | undefined;
      /** Of a sum; else 0. */
      readonly amount: number;
    };

/** Whether somebody who entered then has reached an outcome in its time, by the calendar of UTC. */
export function judgeOutcome(
  outcome: Outcome,
  enteredAt: number,
  trail: Trail,
  now: number,
): Judgement {
  const duration = parseDuration(outcome.within);
  const until = duration === undefined ? enteredAt : utcCalendar.plus(enteredAt, duration);
  if (until > now) return { state: "open" };
  const isWithin = ({ at }: { readonly at: number }): boolean => at >= enteredAt && at < until;
  switch (outcome.kind) {
    case "behaviour": {
      const found = matching(outcome, trail).filter(isWithin);
      return { state: "over", reachedAt: first(found), amount: 0 };
    }
    case "sum": {
      const found = matching(outcome, trail).filter(isWithin);
      const amounts = found.map(({ properties }) => numberOf(properties[outcome.of]));
      const amount = amounts.reduce((sum, each) => sum + each, 0);
      return { state: "over", reachedAt: first(found), amount };
    }
    case "attribute": {
      const known = trail.observations(outcome.attribute);
      const before = known.filter(({ at }) => at < enteredAt);
      const last = before.toSorted((one, other) => one.at - other.at).at(-1);
      if (has(last, outcome.value)) return { state: "before" };
      const found = known.filter((each) => isWithin(each) && has(each, outcome.value));
      return { state: "over", reachedAt: first(found), amount: 0 };
    }
  }
}

function matching(
  { behaviour, properties = {} }: Exclude<Outcome, { readonly kind: "attribute" }>,
  trail: Trail,
): Happening[] {
  const wanted = Object.entries(properties);
  return trail
    .happenings(behaviour)
    .filter((each) => wanted.every(([name, value]) => each.properties[name] === value));
}

function first(found: readonly { readonly at: number }[]): number | undefined {
  return found.length === 0 ? undefined : Math.min(...found.map(({ at }) => at));
}

function numberOf(value: Scalar | undefined): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** A list has the value where one of its elements is it. */
function has(observation: Observation | undefined, wanted: Scalar): boolean {
  const value = observation?.value ?? null;
  return typeof value === "object" ? (value ?? []).includes(String(wanted)) : value === wanted;
}
