import { compileRule } from "../segmentation/evaluate/compile-rule.ts";
import { placedConditions } from "../segmentation/lint/placed-conditions.ts";
import { withoutEach } from "../segmentation/lint/without-each.ts";
import type { RuleContext, SegmentationRecord } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";

/** What one condition does to whom a rule finds. */
export interface ConditionCount {
  /** RFC 6901, from the root of the rule. */
  readonly pointer: string;
  /** Profiles that fulfil it, whatever the other conditions say. */
  readonly holds: number;
  /** Profiles of which it is unknown, for want of a value. */
  readonly unknown: number;
  /** Profiles that are not found, and would be without it. */
  readonly keepsOut: number;
}

interface Counting {
  readonly pointer: string;
  readonly alone: ReturnType<typeof compileRule>;
  readonly without: ReturnType<typeof compileRule> | undefined;
  holds: number;
  unknown: number;
  keepsOut: number;
}

/** Of a longer rule only the first ones are counted. */
const mostCounted = 30;

/** Asks each condition of every profile that is shown, beside the whole rule. */
export class ConditionCounts {
  readonly #now: number;
  readonly #counting: readonly Counting[];

  constructor(rule: RuleGroup, context: RuleContext, now: number) {
    this.#now = now;
    const shorter = withoutEach(rule);
    this.#counting = placedConditions(rule, context.object)
      .filter(({ own }) => own)
      .slice(0, mostCounted)
      .map(({ pointer, condition }) => {
        const alone = compileRule({ combinator: "and", rules: [condition] }, context);
        // A group goes with the last condition in it.
        const rest = shorter.find((each) => `${pointer}/`.startsWith(`${each.pointer}/`));
        const without = rest && compileRule(rest.rule, context);
        return { pointer, alone, without, holds: 0, unknown: 0, keepsOut: 0 };
      });
  }

  add(record: SegmentationRecord, found: boolean): void {
    for (const each of this.#counting) {
      const truth = each.alone.evaluate(record, this.#now);
      if (truth === true) each.holds += 1;
      else if (truth === null) each.unknown += 1;
      if (found) continue;
      // The only condition of a rule keeps out whomever it is not true of.
      if (each.without === undefined || each.without.evaluate(record, this.#now) === true)
        each.keepsOut += 1;
    }
  }

  /** `whole` makes of what was counted how many there are in all. */
  counted(whole: (count: number) => number): ConditionCount[] {
    return this.#counting.map(({ pointer, holds, unknown, keepsOut }) => ({
      pointer,
      holds: whole(holds),
      unknown: whole(unknown),
      keepsOut: whole(keepsOut),
    }));
  }
}
