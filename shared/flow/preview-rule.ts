import type { ObjectKind } from "../contracts/change.ts";
import type { Profile } from "../profiles/profile.ts";
import { compileRule } from "../segmentation/evaluate/compile-rule.ts";
import { attributeField } from "../segmentation/fields.ts";
import type { Finding } from "../segmentation/lint/finding.ts";
import { lintRule } from "../segmentation/lint/lint-rule.ts";
import type { SegmentationRecord, Value } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { FlowContext } from "./context.ts";
import { type ConditionCount, ConditionCounts } from "./count-conditions.ts";
import { estimate, type Interval } from "./estimate.ts";
import { findTwins } from "./find-twins.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { knownAttributes } from "./known-attributes.ts";
import { LookAtRule } from "./look-at-rule.ts";
import { readPopulation } from "./read-population.ts";
import { segmentNames } from "./segment-names.ts";
import { isSuppressed } from "./suppress-profiles.ts";

export interface Preview {
  readonly count: number;
  /** Profiles that were looked at and may be members. */
  readonly profiles: number;
  /** Profiles of which the rule is true and that are no members, being suppressed. */
  readonly suppressed: number;
  readonly exact: boolean;
  /** Of a sample: where the true count lies with 95 % certainty. */
  readonly interval: Interval | undefined;
  readonly sample: readonly SampledProfile[];
  /** Per attribute the rule reads: profiles without it. */
  readonly missing: Readonly<Record<string, number>>;
  /** In the order in which they are written; of a very long rule the first ones. */
  readonly conditions: readonly ConditionCount[];
  /** What makes it find others than its author may think. */
  readonly findings: readonly Finding[];
}

export interface SampledProfile {
  readonly profileId: string;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** The rule, and of which segment it is where there is one already. */
export interface Previewed {
  /** Where there are more profiles than that, a sample of so many is enough. */
  readonly atMost?: number | undefined;
  readonly object: ObjectKind;
  readonly rule: RuleGroup;
  readonly segment?: { readonly id: string; readonly retireAt?: string | undefined };
}

type PreviewContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** Up to here every profile is read; beyond, as many as make a sample, the same ones each time. */
const exactUpTo = 50_000;
const mostSampled = 20;
/** Shown of everybody in the sample, where known, beside what the rule reads. */
const introducing = ["email", "name", "firstname", "lastname", "domain"];

/** Evaluates a rule over all profiles that may be members as they are now; stores nothing. */
export async function previewRule(
  context: PreviewContext,
  snapshot: IndexSnapshot,
  { object, rule, segment, atMost = exactUpTo }: Previewed,
): Promise<Preview> {
  const ruleContext = ruleContextOf(snapshot.root, object);
  const compiled = compileRule(rule, ruleContext);
  const now = context.clock.now();
  const attributes = attributesIn(compiled.reads);
  const tally = new Tally(attributes);
  const look = new LookAtRule(rule, ruleContext, attributes, now);
  const conditions = new ConditionCounts(rule, ruleContext, now);
  const population = { snapshot, object, rules: [compiled], exactUpTo: atMost };
  const covered = await readPopulation(context, population, (profile, record) => {
    const holds = compiled.evaluate(record, now) === true;
    if (isSuppressed(snapshot, profile)) return tally.suppress(holds);
    tally.add(profile, record, holds);
    look.add(profile, record, holds);
    conditions.add(record, holds);
  });
  const counted = tally.counted(covered);
  const known = await knownAttributes(context, snapshot.workspaceId);
  const names = await segmentNames(context.storage, snapshot.workspaceId, [rule]);
  const besides = new Set([...compiled.segments, ...(segment === undefined ? [] : [segment.id])]);
  const found = { snapshot, object, matching: tally.matching, besides };
  const whole = (part: number): number => tally.whole(part, covered);
  const findings = [
    ...lintRule(rule, ruleContext, {
      ...known,
      profiles: { ...known.profiles, [object]: whole(tally.seen) },
      pictures: { ...known.pictures, [object]: look.pictures(known.pictures[object], whole) },
      leftOut: look.leftOut(whole),
      retires: segment?.retireAt !== undefined,
    }),
    ...look.changesNothing(counted.count, names),
    ...(await findTwins(context, look.overlaps(), found)),
  ];
  return { ...counted, conditions: conditions.counted(whole), findings };
}

class Tally {
  readonly #attributes: readonly string[];
  readonly #missing: Record<string, number>;
  readonly #sample: SampledProfile[] = [];
  seen = 0;
  matching = 0;
  #suppressed = 0;

  constructor(attributes: readonly string[]) {
    this.#attributes = attributes;
    this.#missing = Object.fromEntries(attributes.map((name) => [name, 0]));
  }

  add(profile: Profile, record: SegmentationRecord, holds: boolean): void {
    this.seen += 1;
    for (const name of this.#attributes)
      if (!record.attributes.has(name)) this.#missing[name] = (this.#missing[name] ?? 0) + 1;
    if (!holds) return;
    this.matching += 1;
    if (this.#sample.length === mostSampled) return;
    const shown = new Set([...introducing, ...this.#attributes]);
    const known = [...record.attributes].filter(([name]) => shown.has(name));
    this.#sample.push({ profileId: profile.id, attributes: Object.fromEntries(known) });
  }

  suppress(holds: boolean): void {
    if (holds) this.#suppressed += 1;
  }

  counted(covered: number): Omit<Preview, "conditions" | "findings"> {
    const exact = covered === 1;
    return {
      count: this.whole(this.matching, covered),
      profiles: this.seen,
      suppressed: this.whole(this.#suppressed, covered),
      exact,
      interval: exact ? undefined : estimate(this.matching, this.seen, covered),
      sample: this.#sample,
      missing: Object.fromEntries(
        Object.entries(this.#missing).map(([name, count]) => [name, this.whole(count, covered)]),
      ),
    };
  }

  whole(part: number, covered: number): number {
    return covered === 1 ? part : Math.round(part / covered);
  }
}

function attributesIn(reads: ReadonlySet<string>): string[] {
  const prefix = attributeField("");
  return [...reads].flatMap((field) =>
    field.startsWith(prefix) ? [field.slice(prefix.length)] : [],
  );
}
