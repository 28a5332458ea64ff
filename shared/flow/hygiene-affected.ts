import { lasting } from "../profiles/membership-edge.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { estimate, type Interval } from "./estimate.ts";

interface Turning {
  readonly count: number;
  /** Of an estimate: where the true count lies with 95 % certainty. */
  readonly interval: Interval | undefined;
  /** Ids of some of them. */
  readonly sample: readonly string[];
}

/** What comes of a proposal for one segment. */
export interface SegmentImpact {
  readonly segmentId: string;
  readonly version: number;
  readonly enter: Turning;
  readonly leave: Turning;
  readonly stay: number;
}

const mostSampled = 20;

/** A segment whose rule reads the attribute, or reads a segment that does. */
export class Affected {
  readonly version: IndexedVersion;
  readonly before: CompiledRule;
  readonly #after: CompiledRule;
  readonly #enter: string[] = [];
  readonly #leave: string[] = [];
  #counts = { enter: 0, leave: 0, stay: 0 };

  constructor(version: IndexedVersion, after: CompiledRule) {
    this.version = version;
    this.before = version.rule;
    this.#after = lasting(after, version.edge);
  }

  /** Leaves in `otherwise` whether it would be in this segment, for those that read the segment. */
  add(
    id: string,
    record: SegmentationRecord,
    otherwise: SegmentationRecord & { readonly segments: Set<string> },
    now: number,
  ): void {
    const was = this.before.evaluate(record, now) === true;
    const will = this.#after.evaluate(otherwise, now) === true;
    if (was && will) this.#counts.stay += 1;
    if (was === will) return;
    const { segmentId } = this.version;
    if (will) otherwise.segments.add(segmentId);
    else otherwise.segments.delete(segmentId);
    this.#counts[will ? "enter" : "leave"] += 1;
    const sample = will ? this.#enter : this.#leave;
    if (sample.length < mostSampled) sample.push(id);
  }

  impact(seen: number, covered: number): SegmentImpact {
    const { segmentId, version } = this.version;
    const { enter, leave, stay } = this.#counts;
    const turning = (count: number, sample: readonly string[]): Turning => ({
      count: covered === 1 ? count : Math.round(count / covered),
      interval: covered === 1 ? undefined : estimate(count, seen, covered),
      sample,
    });
    return {
      segmentId,
      version,
      enter: turning(enter, this.#enter),
      leave: turning(leave, this.#leave),
      stay: covered === 1 ? stay : Math.round(stay / covered),
    };
  }
}
