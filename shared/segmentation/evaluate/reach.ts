import { type CalendarUnit, calendarUnits, operatorNamed } from "../language/operators.ts";
import { type Condition, isGroup, type Rule } from "../rule.ts";
import type { ListQuestion } from "./list-question.ts";
import { type Lookback, longer, prolonged, reachNothing, shorter } from "./lookback.ts";

/**
 * Which behaviours can make a nested rule anything but false: those beyond its reach
 * never count, and need be neither read nor kept.
 */
export interface Reach {
  readonly names: ReadonlyMap<string, Lookback>;
  /** Of every name that is not in `names`. */
  readonly others: Lookback;
}

const everything: Reach = { names: new Map(), others: "forever" };
const nothing: Reach = { names: new Map(), others: reachNothing };

/** The reach of what is asked of behaviours: `all` also depends on those that do not hold. */
export function reachOf(question: ListQuestion): Reach {
  switch (question.kind) {
    case "match":
      return question.match.mode === "all" ? everything : ruleReach(question.group);
    case "aggregate":
      return ruleReach(question.group);
    case "sequence":
      return joinReaches(sequenceReaches(question.steps.map(ruleReach), question.within));
    case "presence":
      return nothing;
  }
}

/**
 * What each step of a complete sequence can reach: no step lies before an earlier one that
 * looks back only so far, nor longer before a later one than the sequence may last.
 */
function sequenceReaches(steps: readonly Reach[], within: string | undefined): readonly Reach[] {
  const lookbacks = steps.map(({ names, others }) => [...names.values(), others].reduce(longer));
  return steps.map((reach, at) => {
    const earlier = lookbacks.slice(0, at);
    const later = within === undefined ? [] : lookbacks.slice(at + 1);
    const bounds = [...earlier, ...later.map((lookback) => prolonged(lookback, within ?? ""))];
    const others = bounds.reduce(shorter, "forever");
    return combine(reach, { names: new Map(), others }, shorter);
  });
}

function ruleReach(rule: Rule): Reach {
  if (!isGroup(rule)) return conditionReach(rule);
  if (rule.not === true) return everything;
  const reaches = rule.rules.map(ruleReach);
  return rule.combinator === "and"
    ? reaches.reduce((a, b) => combine(a, b, shorter), everything)
    : reaches.reduce((a, b) => combine(a, b, longer), nothing);
}

function conditionReach(condition: Condition): Reach {
  const { field, operator, value, valueSource } = condition;
  if (valueSource === "field") return everything;
  if (field === "name" && operator === "=") return namesOnly([value]);
  if (field === "name" && operator === "in" && Array.isArray(value)) return namesOnly(value);
  const window = field === "at" ? windowOf(operator, value) : undefined;
  return window === undefined ? everything : { names: new Map(), others: { window } };
}

/** The duration that no value in a window ever lies further back than; absent without end. */
function windowOf(name: string | undefined, value: unknown): string | undefined {
  const operator = operatorNamed(name);
  if (operator?.reads !== "window" || operator.negated) return undefined;
  const unit = calendarUnits.find((each) => each === value);
  switch (operator.window) {
    case "last":
      return typeof value === "string" ? value : undefined;
    case "current":
      return unit && unitLookbacks[unit].current;
    case "previous":
      return unit && unitLookbacks[unit].previous;
    case "next":
    case "following":
      return leastLookback;
    case "anniversaryNext":
    case "anniversaryLast":
      return undefined;
  }
}

/** Of windows that only lie ahead. */
const leastLookback = "P1D";

/** The start of this unit and of the one before are never longer ago than this. */
const unitLookbacks: Readonly<Record<CalendarUnit, { current: string; previous: string }>> = {
  day: { current: "P1D", previous: "P2D" },
  week: { current: "P1W", previous: "P2W" },
  month: { current: "P1M", previous: "P2M" },
  quarter: { current: "P3M", previous: "P6M" },
  year: { current: "P1Y", previous: "P2Y" },
};

function namesOnly(names: readonly unknown[]): Reach {
  const reaches = names.flatMap((name): [string, Lookback][] =>
    typeof name === "string" ? [[name, "forever"]] : [],
  );
  return { names: new Map(reaches), others: reachNothing };
}

/** Joins two reaches name by name. */
function combine(a: Reach, b: Reach, choose: (a: Lookback, b: Lookback) => Lookback): Reach {
  const names = new Set([...a.names.keys(), ...b.names.keys()]);
  return {
    names: new Map(
      [...names].map((name) => [
        name,
        choose(a.names.get(name) ?? a.others, b.names.get(name) ?? b.others),
      ]),
    ),
    others: choose(a.others, b.others),
  };
}

/** What several matches reach together. */
export function joinReaches(reaches: readonly Reach[]): Reach {
  return reaches.reduce((a, b) => combine(a, b, longer), nothing);
}

/** All behaviours of one name. */
export function wholePast(name: string): Reach {
  return namesOnly([name]);
}
