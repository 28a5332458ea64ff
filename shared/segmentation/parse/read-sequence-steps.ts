import { readSequence } from "../language/read-parts.ts";
import { elementScope } from "../language/scopes.ts";
import { type Condition, Sequence } from "../rule.ts";
import { type PlacedCondition, ruleGroupOf } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads behaviours that follow each other: each step a group over one behaviour. */
export function readSequenceSteps(
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const given = Sequence.safeParse(condition.value).data;
  const within = elementScope("behaviours", scope);
  const nested = (given?.steps ?? []).flatMap((step, at) => {
    const place = pointerTo(pointer, "value", "steps", at);
    return reading.readGroup(step, place, within) ?? [];
  });
  if (given !== undefined && nested.length < given.steps.length) return undefined;
  const steps = nested.map(ruleGroupOf);
  const value = given === undefined ? condition.value : { ...given, steps };
  return checked({ ...placed, condition: { ...condition, value }, nested }, reading);
}

function checked(placed: PlacedCondition, reading: Reading): PlacedCondition | undefined {
  const { condition, pointer }: { condition: Condition; pointer: string } = placed;
  const read = readSequence(condition.value);
  return read.ok ? placed : reading.report(pointerTo(pointer, ...read.path), read.message);
}
