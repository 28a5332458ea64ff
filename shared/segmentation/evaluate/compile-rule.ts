import type { RuleContext, SegmentationRecord, Truth } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import { compileProfileRule } from "./compile-profile.ts";
import {
  type BehaviourNeed,
  behaviourNeedsOf,
  type PastNeed,
  pastNeedsOf,
  type RelatedNeed,
  readsOf,
  relatedNeedsOf,
  segmentsOf,
} from "./dependencies.ts";
import type { Explanation } from "./explanation.ts";
import { readingFacts } from "./reading-facts.ts";
import { settled } from "./settled-flip.ts";
import { zoneReading } from "./zone-reading.ts";

/** A rule ready to run. Every `now` and instant is in milliseconds since the epoch. */
export interface CompiledRule {
  /** What a change must touch to matter, by the names of `fields.ts`: `attribute:tier`. */
  readonly reads: ReadonlySet<string>;
  readonly behaviourNeeds: readonly BehaviourNeed[];
  readonly pastNeeds: readonly PastNeed[];
  readonly relatedNeeds: readonly RelatedNeed[];
  /** Ids of the segments it reads. */
  readonly segments: readonly string[];
  /** Whether time alone may ever change its truth. */
  readonly timed: boolean;
  evaluate(record: SegmentationRecord, now: number): Truth;
  /**
   * The earliest instant strictly after `now` at which the truth changes by time alone:
   * never late, early only where very much changes without effect before; undefined
   * where time changes nothing.
   */
  nextFlip(record: SegmentationRecord, now: number): number | undefined;
  explain(record: SegmentationRecord, now: number): Explanation;
}

/**
 * Compiles a rule that `parseRule` accepted.
 * @throws RangeError where the zone is unknown.
 */
export function compileRule(rule: RuleGroup, context: RuleContext): CompiledRule {
  const root = compileProfileRule(rule, { ...context, ...zoneReading(context.zone) });
  const { timed, truth, flip } = settled(root);
  const facts = readingFacts(rule);
  return {
    reads: readsOf(facts),
    behaviourNeeds: behaviourNeedsOf(facts, undefined),
    pastNeeds: pastNeedsOf(facts),
    relatedNeeds: relatedNeedsOf(facts),
    segments: segmentsOf(facts),
    timed,
    evaluate: (record, now) => truth(record, now, record),
    nextFlip: (record, now) => {
      const next = flip(record, now, record);
      return Number.isFinite(next) ? next : undefined;
    },
    explain: (record, now) => root.explain(record, now, record),
  };
}
