import { pointerTo } from "../parse/rule-problem.ts";
import { isGroup, type Rule, type RuleGroup } from "../rule.ts";

/** A rule that lacks one of its parts. */
export interface Reduced {
  /** Where the part stood, RFC 6901. */
  readonly pointer: string;
  readonly part: Rule;
  readonly rule: RuleGroup;
}

/**
 * The rule without each of its conditions, one at a time; a group that would be left empty goes
 * as a whole, since an empty group says something of its own. A rule of one condition has none.
 */
export function withoutEach(rule: RuleGroup): Reduced[] {
  return reduced(rule, "");
}

function reduced(group: RuleGroup, pointer: string): Reduced[] {
  if (group.rules.length < 2) {
    const [only] = group.rules;
    if (only === undefined || !isGroup(only)) return [];
    const at = pointerTo(pointer, "rules", 0);
    return reduced(only, at).map((each) => ({ ...each, rule: { ...group, rules: [each.rule] } }));
  }
  return group.rules.flatMap((part, at) => {
    const place = pointerTo(pointer, "rules", at);
    const without = {
      pointer: place,
      part,
      rule: { ...group, rules: group.rules.toSpliced(at, 1) },
    };
    const within = isGroup(part) ? reduced(part, place) : [];
    const deeper = within.map((each) => ({
      ...each,
      rule: { ...group, rules: group.rules.with(at, each.rule) },
    }));
    return deeper.length > 0 ? deeper : [without];
  });
}
