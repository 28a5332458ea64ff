import { behaviourPart, profileField } from "../language/rule-fields.ts";
import type { Behaviour, RuleContext, SegmentationRecord, Truth } from "../record.ts";
import { type Condition, isGroup, nestedRule, type Rule, type RuleGroup } from "../rule.ts";
import { calendarOf } from "../time/calendar-of.ts";
import { compileCondition } from "./compile-condition.ts";
import { compileGroup } from "./compile-group.ts";
import { compileMatch } from "./compile-match.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { type BehaviourNeed, behaviourNeedsOf, readsOf } from "./dependencies.ts";
import type { Explanation } from "./explanation.ts";
import { matchReach } from "./reach.ts";

/** A rule ready to run. Every `now` and instant is in milliseconds since the epoch. */
export interface CompiledRule {
  /** `attribute:tier`, `behaviour:login`, `behaviour:*` or `id`: what a change must touch. */
  readonly reads: ReadonlySet<string>;
  readonly behaviourNeeds: readonly BehaviourNeed[];
  evaluate(record: SegmentationRecord, now: number): Truth;
  /**
   * The earliest instant strictly after `now` at which the truth may change by time
   * alone: never late, perhaps early; undefined where time changes nothing.
   */
  nextFlip(record: SegmentationRecord, now: number): number | undefined;
  explain(record: SegmentationRecord, now: number): Explanation;
}

/**
 * Compiles a rule that `parseRule` accepted.
 * @throws RangeError where the zone is unknown.
 */
export function compileRule(
  rule: RuleGroup,
  { object, zone, attributes: declared }: RuleContext,
): CompiledRule {
  const context = { attributes: declared[object], calendar: calendarOf(zone) };
  const root = compileNode(rule, (condition) => compileProfileCondition(condition, context));
  return {
    reads: readsOf(rule),
    behaviourNeeds: behaviourNeedsOf(rule),
    evaluate: root.truth,
    nextFlip: (record, now) => {
      const flip = root.flip(record, now);
      return Number.isFinite(flip) ? flip : undefined;
    },
    explain: root.explain,
  };
}

function compileNode<Subject>(
  rule: Rule,
  compile: (condition: Condition) => CompiledNode<Subject>,
): CompiledNode<Subject> {
  if (!isGroup(rule)) return compile(rule);
  return compileGroup(
    rule,
    rule.rules.map((member) => compileNode(member, compile)),
  );
}

function compileProfileCondition(
  condition: Condition,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const { field, match, value } = condition;
  const nested = match === undefined ? undefined : nestedRule(value);
  if (match === undefined || nested === undefined) {
    return compileCondition(condition, profileField(field, context.attributes), context);
  }
  const inner = compileNode(nested, (part) =>
    compileCondition<Behaviour>(part, behaviourPart(part.field), context),
  );
  return compileMatch(match, inner, matchReach(condition));
}
