import { type Condition, isGroup, nestedRule, type Rule } from "../rule.ts";
import { longestMs, parseDuration } from "../time/duration.ts";

/** How far back a nested rule looks at behaviours of one name. */
type Lookback = "nothing" | "forever" | { readonly window: string };

export const reachNothing = "nothing";

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

/** The reach of a match: `all` also depends on the behaviours that do not hold. */
export function matchReach({ match, value }: Condition): Reach {
  const rule = nestedRule(value);
  return rule === undefined || match?.mode === "all" ? everything : ruleReach(rule);
}

function ruleReach(rule: Rule): Reach {
  if (!isGroup(rule)) return conditionReach(rule);
  if (rule.not === true) return everything;
  const reaches = rule.rules.map(ruleReach);
  return rule.combinator === "and"
    ? reaches.reduce((a, b) => combine(a, b, shorter), everything)
    : reaches.reduce((a, b) => combine(a, b, longer), nothing);
}

function conditionReach({ field, operator, value }: Condition): Reach {
  if (field === "name" && operator === "=") return namesOnly([value]);
  if (field === "name" && operator === "in" && Array.isArray(value)) return namesOnly(value);
  if (field === "at" && operator === "inLast" && typeof value === "string") {
    return { names: new Map(), others: { window: value } };
  }
  return everything;
}

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

function longer(a: Lookback, b: Lookback): Lookback {
  return lengthOf(a) >= lengthOf(b) ? a : b;
}

function shorter(a: Lookback, b: Lookback): Lookback {
  return lengthOf(a) <= lengthOf(b) ? a : b;
}

function lengthOf(lookback: Lookback): number {
  if (lookback === "nothing") return 0;
  if (lookback === "forever") return Number.POSITIVE_INFINITY;
  const duration = parseDuration(lookback.window);
  return duration === undefined ? Number.POSITIVE_INFINITY : longestMs(duration);
}

/** What several matches reach together. */
export function joinReaches(reaches: readonly Reach[]): Reach {
  return reaches.reduce((a, b) => combine(a, b, longer), nothing);
}
