import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { plain } from "./identified.ts";

/** A rule that is worked on, with the way back and forth. */
export interface History {
  readonly past: readonly RuleGroup[];
  readonly present: RuleGroup;
  readonly future: readonly RuleGroup[];
  /** When the present was last changed, in milliseconds. */
  readonly at: number;
}

const mostSteps = 100;
/** What is typed without a longer rest is one step. */
const oneStepMs = 700;

export function historyOf(rule: RuleGroup): History {
  return { past: [], present: rule, future: [], at: 0 };
}

export function edited(history: History, rule: RuleGroup, now: number): History {
  const { past, present, at } = history;
  if (JSON.stringify(plain(present)) === JSON.stringify(plain(rule)))
    return { ...history, present: rule };
  const goesOn = now - at < oneStepMs && past.length > 0 && shapeOf(rule) === shapeOf(present);
  const before = goesOn ? past : [...past, present].slice(-mostSteps);
  return { past: before, present: rule, future: [], at: now };
}

export function undone({ past, present, future }: History): History {
  const previous = past.at(-1);
  if (previous === undefined) return { past, present, future, at: 0 };
  return { past: past.slice(0, -1), present: previous, future: [present, ...future], at: 0 };
}

export function redone({ past, present, future }: History): History {
  const [next, ...later] = future;
  if (next === undefined) return { past, present, future, at: 0 };
  return { past: [...past, present], present: next, future: later, at: 0 };
}

const typedIn = new Set(["value", "threshold", "duration", "salt", "from", "to"]);

/** The rule but for what is typed into it: everything else is a step of its own. */
function shapeOf(rule: RuleGroup): string {
  return JSON.stringify(rule, (key, value: unknown) =>
    typedIn.has(key) && (typeof value === "string" || typeof value === "number") ? "…" : value,
  );
}
