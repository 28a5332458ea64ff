import type { RuleProblem } from "../../../shared/segmentation/parse/rule-problem.ts";
import { ownerOf } from "./remarks.ts";
import { valueAtPointer } from "./rule-tree.ts";

/** What the engine refuses, as it is said to whoever has simply not chosen yet. */
export function inWords(problem: RuleProblem, rule: unknown): RuleProblem {
  const { pointer } = problem;
  const place = pointer.slice(ownerOf(pointer).length);
  const isEmpty = isNothing(valueAtPointer(rule, pointer));
  const message = isEmpty ? unchosen(place) : undefined;
  return message === undefined ? problem : { pointer, message };
}

function unchosen(place: string): string | undefined {
  switch (place) {
    case "/value":
      return "Choose or type a value.";
    case "/aggregate/of":
      return "Choose or type what is measured.";
    case "/value/of":
      return "Choose the date or the activity that it is measured from.";
    case "/value/steps":
      return "Say what the steps are.";
    default:
      return undefined;
  }
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isNothing);
  return value === undefined || value === null || value === "";
}
