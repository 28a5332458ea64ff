import { type CombinatorName, combinators } from "../rule.ts";
import type { PlacedRule } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** Whether a group has its combinators between its members instead of one of its own. */
export function isIndependent(head: Readonly<Record<string, unknown>>, rules: readonly unknown[]) {
  const between = rules.some((member) => typeof member === "string");
  return between || (rules.length < 2 && head["combinator"] === undefined);
}

/** The combinators of `[rule, "and", rule, "or", rule]`; undefined where they are not that. */
export function readCombinators(
  { combinator }: Readonly<Record<string, unknown>>,
  rules: readonly unknown[],
  pointer: string,
  reading: Reading,
): readonly CombinatorName[] | undefined {
  if (combinator !== undefined) {
    const message =
      "The group has a combinator and others between its rules: leave one of the two out.";
    return reading.report(pointerTo(pointer, "combinator"), message);
  }
  const found: CombinatorName[] = [];
  for (const [at, member] of rules.entries()) {
    const place = pointerTo(pointer, "rules", at);
    const between = combinators.find((each) => each === member);
    if (at % 2 === 1 && between === undefined) {
      return reading.report(place, 'Put "and" or "or" between each two conditions.');
    }
    if (at % 2 === 0 && typeof member === "string") {
      return reading.report(place, "Put a condition or a group before and after each combinator.");
    }
    if (between !== undefined) found.push(between);
  }
  if (rules.length === 0 || rules.length % 2 === 1) return found;
  const last = pointerTo(pointer, "rules", rules.length - 1);
  return reading.report(last, "Put a condition or a group after the last combinator.");
}

/**
 * One combinator a group: `and` binds tighter than `or`, so runs of `and` become groups
 * within an `or`.
 */
export function bindTighter(
  members: readonly PlacedRule[],
  between: readonly CombinatorName[],
  pointer: string,
): { readonly combinator: CombinatorName; readonly members: readonly PlacedRule[] } {
  if (!between.includes("or")) return { combinator: "and", members };
  const runs: PlacedRule[][] = [];
  for (const [at, member] of members.entries()) {
    const run = between[at - 1] === "and" ? runs.at(-1) : undefined;
    if (run === undefined) runs.push([member]);
    else run.push(member);
  }
  return { combinator: "or", members: runs.flatMap((run) => asOne(run, pointer)) };
}

function asOne(run: readonly PlacedRule[], pointer: string): readonly PlacedRule[] {
  if (run.length === 1) return run;
  return [{ kind: "group", pointer, head: {}, combinator: "and", not: false, members: run }];
}
