import { AttributeCount } from "../profiles/attribute-count.ts";
import type { Profile } from "../profiles/profile.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { RuleNames } from "../segmentation/describe/describe-test.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { AttributePicture } from "../segmentation/lint/attribute-picture.ts";
import type { Finding } from "../segmentation/lint/finding.ts";
import { includingMissing, type Widened } from "../segmentation/lint/left-out.ts";
import { type Reduced, withoutEach } from "../segmentation/lint/without-each.ts";
import type { RuleContext, SegmentationRecord } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";

/** The members of a version of a segment, and those among them whom a rule finds. */
export interface Overlap {
  readonly ordinal: number;
  readonly members: number;
  readonly both: number;
}

interface Shortened extends Reduced {
  readonly compiled: CompiledRule;
}

interface LeftOut extends Widened {
  readonly compiled: CompiledRule;
  count: number;
}

/** A rule is not asked without more conditions than that. */
const mostShortened = 30;

/** What a walk over all profiles learns of a rule, besides whom it finds. */
export class LookAtRule {
  readonly #now: number;
  readonly #counts: readonly AttributeCount[];
  readonly #members = new Map<number, { members: number; both: number }>();
  /** Those that have decided like the whole rule so far. */
  #same: readonly Shortened[];
  readonly #leftOut: readonly LeftOut[];

  constructor(rule: RuleGroup, context: RuleContext, attributes: readonly string[], now: number) {
    this.#now = now;
    this.#counts = attributes.map((name) => new AttributeCount(name, now));
    this.#same = withoutEach(rule)
      .slice(0, mostShortened)
      .map((each) => ({ ...each, compiled: compileRule(each.rule, context) }));
    this.#leftOut = includingMissing(rule)
      .slice(0, mostShortened)
      .map((each) => ({ ...each, compiled: compileRule(each.rule, context), count: 0 }));
  }

  add(profile: Profile, record: SegmentationRecord, holds: boolean): void {
    for (const count of this.#counts) count.add(profile, record.attributes.get(count.name));
    // One profile is enough to tell a condition that matters: few are asked of many profiles.
    const isOther = ({ compiled }: Shortened) =>
      (compiled.evaluate(record, this.#now) === true) !== holds;
    if (this.#same.some(isOther)) this.#same = this.#same.filter((each) => !isOther(each));
    if (!holds)
      for (const each of this.#leftOut)
        if (!record.attributes.has(each.field) && each.compiled.evaluate(record, this.#now))
          each.count += 1;
    for (const ordinal of profile.announced) {
      const known = this.#members.get(ordinal) ?? { members: 0, both: 0 };
      this.#members.set(ordinal, known);
      known.members += 1;
      if (holds) known.both += 1;
    }
  }

  /** `whole` makes of what was counted how many there are in all. */
  pictures(
    known: ReadonlyMap<string, AttributePicture>,
    whole: (count: number) => number,
  ): Map<string, AttributePicture> {
    const looked = this.#counts.map((count): [string, AttributePicture] => {
      const { name, identifying, values, newestAt } = count;
      const types = known.get(name)?.types ?? {};
      const scaled = values && new Map([...values].map(([value, each]) => [value, whole(each)]));
      return [
        name,
        {
          filled: whole(count.filled),
          types,
          identifying,
          ...(scaled === undefined ? {} : { values: scaled }),
          ...(newestAt === undefined ? {} : { newestAt }),
        },
      ];
    });
    return new Map([...known, ...looked]);
  }

  /** Who would be found if they had a value, by the condition that asks for it. */
  leftOut(whole: (count: number) => number): ReadonlyMap<string, number> {
    return new Map(this.#leftOut.map(({ pointer, count }) => [pointer, whole(count)]));
  }

  /** `count` is of those found. */
  changesNothing(count: number, names: RuleNames): Finding[] {
    if (count === 0) return [];
    return this.#same.map(({ pointer, part }) => ({
      code: "changes-nothing",
      severity: "hint",
      message: `Without the condition that ${describeRule({ combinator: "and", rules: [part] }, names)} the same ${count} are found.`,
      remedy: "Leave it out, unless it is there for profiles still to come.",
      pointer,
      count,
    }));
  }

  overlaps(): Overlap[] {
    return [...this.#members].map(([ordinal, counted]) => ({ ordinal, ...counted }));
  }
}
