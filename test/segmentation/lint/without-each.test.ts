import { describe, expect, it } from "vitest";
import { ruleAt } from "../../../shared/flow/rule-places.ts";
import { withoutEach } from "../../../shared/segmentation/lint/without-each.ts";
import { isGroup, type Rule, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import { Random, seedOf } from "../random.ts";

/** Each condition has a field of its own. */
function randomGroup(random: Random, depth: number, next = { field: 0 }): RuleGroup {
  const rules = random.list(1 + random.below(3), (): Rule => {
    if (depth > 0 && random.chance(0.4)) return randomGroup(random, depth - 1, next);
    next.field += 1;
    return { field: `f${next.field}`, operator: "notNull" };
  });
  return { combinator: "and", rules };
}

function fields(rule: Rule): string[] {
  return isGroup(rule) ? rule.rules.flatMap(fields) : [rule.field];
}

function hasEmptyGroup(rule: Rule): boolean {
  return isGroup(rule) && (rule.rules.length === 0 || rule.rules.some(hasEmptyGroup));
}

describe("a rule without each of its conditions", () => {
  it("lacks exactly that one, and nothing is left empty", () => {
    const seed = seedOf("without each");
    const random = new Random(seed);
    for (let round = 0; round < 300; round += 1) {
      const rule = randomGroup(random, 3);
      const whole = fields(rule);
      const reduced = withoutEach(rule);
      for (const each of reduced) {
        const gone = new Set(fields(each.part));
        expect(fields(each.rule), `seed ${seed}`).toEqual(whole.filter((name) => !gone.has(name)));
        expect(hasEmptyGroup(each.rule), `seed ${seed}`).toBe(false);
        expect(ruleAt(rule, each.pointer), `seed ${seed}`).toBe(each.part);
      }
      const removed = reduced.flatMap(({ part }) => fields(part));
      expect(removed.sort(), `seed ${seed}`).toEqual(whole.length === 1 ? [] : whole.sort());
    }
  });
});
