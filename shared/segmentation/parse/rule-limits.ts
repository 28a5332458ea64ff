import { isUnsafeName } from "../language/rule-fields.ts";
import type { RuleProblem } from "./rule-problem.ts";
import { pointerTo } from "./rule-problem.ts";

export const deepestRule = 32;
export const mostConditions = 500;
/** Of the rule as JSON, in UTF-8 bytes. */
export const largestRule = 102_400;
/** A group takes two levels of JSON, a match three; editors add a few of their own. */
const deepestJson = 128;

export type PlainRule =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: RuleProblem };

/**
 * Copies a rule as plain JSON once it is known to be small and shallow enough for
 * everything after it to recurse over. Walks without recursion and stops at a limit.
 */
export function readPlainRule(input: unknown): PlainRule {
  try {
    const problem = limitProblem(input);
    if (problem !== undefined) return { ok: false, problem };
    const text = JSON.stringify(input) ?? "null";
    if (new TextEncoder().encode(text).length > largestRule)
      return { ok: false, problem: tooLarge };
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: { pointer: "", message: "The rule is not JSON." } };
  }
}

const tooLarge: RuleProblem = {
  pointer: "",
  message: `The rule is over ${largestRule / 1024} KB: shorten its lists or split it.`,
};

const tooDeep = { message: `Groups nest at most ${deepestRule} deep: flatten the rule.` };
const tooMany = {
  message: `A rule has at most ${mostConditions} conditions: use lists with "in", or several segments.`,
};

interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly parent: Place | undefined;
  /** Groups around and including this one. */
  readonly groups: number;
  readonly depth: number;
}

/** Only where it is asked for, as few places are. */
function pointerOf({ key, parent }: Place): string {
  return parent === undefined ? "" : pointerTo(pointerOf(parent), key);
}

function limitProblem(input: unknown): RuleProblem | undefined {
  const open: Place[] = [{ value: input, key: "", parent: undefined, groups: 0, depth: 0 }];
  let size = 0;
  let conditions = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value } = place;
    size += 1 + (typeof value === "string" ? value.length : 0);
    if (size > largestRule) return tooLarge;
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value) && value.length > largestRule) return tooLarge;
    const groups = place.groups + (isGroupShaped(value) ? 1 : 0);
    const depth = place.depth + 1;
    if (groups > deepestRule || depth > deepestJson)
      return { ...tooDeep, pointer: pointerOf(place) };
    if (isConditionShaped(value) && ++conditions > mostConditions)
      return { ...tooMany, pointer: pointerOf(place) };
    for (const [key, member] of Object.entries(value)) {
      size += key.length;
      if (isUnsafeName(key))
        return { pointer: pointerOf(place), message: `The key "${key}" is not allowed.` };
      open.push({ value: member, key, parent: place, groups, depth });
    }
    if (open.length > largestRule) return tooLarge;
  }
  return undefined;
}

function isGroupShaped(value: object): boolean {
  return "rules" in value && Array.isArray(value.rules);
}

function isConditionShaped(value: object): boolean {
  return "field" in value && !isGroupShaped(value);
}
