import type { ObjectKind } from "../contracts/change.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import { longestMs, parseDuration } from "../segmentation/time/duration.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";

/** How far back behaviours must be kept once a rule is added. */
export function widened(
  root: IndexRoot,
  object: ObjectKind,
  rule: CompiledRule,
): IndexRoot["needs"] {
  const needs = { ...root.needs[object] };
  for (const { name, window } of rule.behaviourNeeds) {
    const duration = window === undefined ? undefined : parseDuration(window);
    const reach = duration === undefined ? null : longestMs(duration);
    // A behaviour may be called like something every object has.
    const known = Object.hasOwn(needs, name) ? needs[name] : undefined;
    needs[name] = known === null || reach === null ? null : Math.max(known ?? 0, reach);
  }
  return { ...root.needs, [object]: needs };
}
