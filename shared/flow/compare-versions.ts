import type { Segment, SegmentVersion } from "../contracts/segment.ts";
import { edgeOf, lasting } from "../profiles/membership-edge.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { RuleNames } from "../segmentation/describe/describe-test.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { FlowContext } from "./context.ts";
import { estimate, type Interval } from "./estimate.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { readPopulation } from "./read-population.ts";
import { placesInTheWay, ruleAt } from "./rule-places.ts";
import { segmentNames } from "./segment-names.ts";
import { policyOf } from "./segment-policy.ts";
import { isSuppressed } from "./suppress-profiles.ts";

/** Whom a version would decide otherwise than another one; nobody is affected by asking. */
interface Comparison {
  /** Profiles that were looked at and may be members: those that are suppressed are not. */
  readonly profiles: number;
  readonly exact: boolean;
  readonly enter: Side;
  readonly leave: Side;
  readonly stay: Counted;
}

interface Counted {
  readonly count: number;
  /** Of an estimate: where the true count lies with 95 % certainty. */
  readonly interval: Interval | undefined;
}

interface Side extends Counted {
  readonly sample: ComparedProfile[];
  /** How many were asked why; the counts of the reasons are of these. */
  readonly explained: number;
  readonly reasons: CountedReason[];
}

/** A condition that makes the difference: of the other version for who enters, of this one for who leaves. */
interface Difference {
  /** Within the rule of that version, RFC 6901. */
  readonly pointer: string;
  /** In plain English. */
  readonly condition: string;
}

interface CountedReason extends Difference {
  readonly count: number;
}

interface ComparedProfile {
  readonly profileId: string;
  readonly because: Difference[];
}

const exactUpTo = 500_000;
const mostSampled = 20;
const mostExplained = 2_000;

/**
 * Evaluates both rules over all profiles as they are now. Compared is what the rules say: grace
 * and dwell apply to what comes of it as they do to any other turn.
 */
export async function compareVersions(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  snapshot: IndexSnapshot,
  segment: Segment,
  candidate: SegmentVersion,
  against: SegmentVersion,
): Promise<Comparison> {
  const now = context.clock.now();
  const { object } = segment;
  const [before, after] = [against, candidate].map(({ rule }) => compiled(snapshot, segment, rule));
  if (before === undefined || after === undefined) throw new RangeError("two rules are compared");
  const enter = new Differing(against.rule, before, now);
  const leave = new Differing(candidate.rule, after, now);
  let [stay, seen] = [0, 0];
  const population = { snapshot, object, rules: [before, after], exactUpTo };
  const covered = await readPopulation(context, population, (profile, record) => {
    if (isSuppressed(snapshot, profile)) return;
    const { id } = profile;
    seen += 1;
    const was = before.evaluate(record, now) === true;
    const will = after.evaluate(record, now) === true;
    if (was && will) stay += 1;
    else if (will) enter.add(id, record);
    else if (was) leave.add(id, record);
  });
  const counted = (part: number): Counted => countOf(part, seen, covered);
  const read = [against.rule, candidate.rule];
  const names = await segmentNames(context.storage, segment.workspaceId, read);
  return {
    profiles: seen,
    exact: covered === 1,
    enter: enter.side(counted, names),
    leave: leave.side(counted, names),
    stay: counted(stay),
  };
}

function compiled({ root }: IndexSnapshot, segment: Segment, rule: RuleGroup): CompiledRule {
  const edge = edgeOf(policyOf(segment), root.zone);
  return lasting(compileRule(rule, ruleContextOf(root, segment.object)), edge);
}

function countOf(part: number, seen: number, covered: number): Counted {
  if (covered === 1) return { count: part, interval: undefined };
  return { count: Math.round(part / covered), interval: estimate(part, seen, covered) };
}

/** Those whom one rule does not hold, while the other one does. */
class Differing {
  readonly #rule: RuleGroup;
  readonly #compiled: CompiledRule;
  readonly #now: number;
  readonly #reasons = new Map<string, number>();
  readonly #sample: { profileId: string; pointers: readonly string[] }[] = [];
  #count = 0;
  #explained = 0;

  constructor(rule: RuleGroup, compiled: CompiledRule, now: number) {
    this.#rule = rule;
    this.#compiled = compiled;
    this.#now = now;
  }

  add(profileId: string, record: SegmentationRecord): void {
    this.#count += 1;
    if (this.#explained === mostExplained) return;
    this.#explained += 1;
    const pointers = placesInTheWay(this.#compiled.explain(record, this.#now));
    for (const each of pointers) this.#reasons.set(each, (this.#reasons.get(each) ?? 0) + 1);
    if (this.#sample.length < mostSampled) this.#sample.push({ profileId, pointers });
  }

  side(counted: (part: number) => Counted, names: RuleNames): Side {
    const named = (pointer: string): Difference => {
      const rule = ruleAt(this.#rule, pointer);
      return { pointer, condition: describeRule({ combinator: "and", rules: [rule] }, names) };
    };
    return {
      ...counted(this.#count),
      sample: this.#sample.map(({ profileId, pointers }) => ({
        profileId,
        because: pointers.map(named),
      })),
      explained: this.#explained,
      reasons: [...this.#reasons]
        .map(([pointer, count]) => ({ ...named(pointer), count }))
        .toSorted((one, other) => other.count - one.count),
    };
  }
}
