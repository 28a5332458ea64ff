import type { Segment } from "../use-segment.ts";

/** Warnings that are no finding of the rule: what its life calls for, in the API's words. */
export function lifecycleNews({ warnings, findings }: Segment): string[] {
  const ofRule = new Set(findings.map(({ message, remedy }) => `${message} ${remedy}`));
  return warnings.filter((words) => !ofRule.has(words));
}
