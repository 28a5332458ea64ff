import { compileRule } from "../evaluate/compile-rule.ts";
import type { RuleContext } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import { describeDuration, parseDuration, shortestMs } from "../time/duration.ts";
import type { Known } from "./attribute-picture.ts";
import type { Finding } from "./finding.ts";

/** Where a rule looks further back than the behaviours it reads are kept. */
export function beyondRetention(
  rule: RuleGroup,
  context: RuleContext,
  retention: Known["retention"],
): Finding[] {
  const own = Object.entries(retention?.[context.object] ?? {});
  if (own.length === 0) return [];
  const found = new Map<string, Finding>();
  for (const { name, window } of compileRule(rule, context).behaviourNeeds)
    for (const [kept, duration] of own)
      if ((name === "*" || name === kept) && isLonger(window, duration))
        found.set(kept, findingOf(kept, window, duration));
  return [...found.values()];
}

function isLonger(window: string | undefined, retention: string): boolean {
  const [looked, kept] = [window, retention].map((each) => each && parseDuration(each));
  if (!kept) return false;
  return !looked || shortestMs(looked) > shortestMs(kept);
}

function findingOf(name: string, window: string | undefined, retention: string): Finding {
  const kept = describeDuration(retention);
  const looked = window === undefined ? "however far back" : `${describeDuration(window)} back`;
  return {
    code: "beyond-retention",
    severity: "warning",
    message: `This rule looks at "${name}" ${looked}, which is kept for ${kept}: what is older no longer counts.`,
    remedy: `Look at most ${kept} back, or have it kept for longer.`,
  };
}
