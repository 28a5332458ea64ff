import type { ObjectKind } from "../contracts/change.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { partitions, positionOf } from "../profiles/profile-id.ts";
import { profilesKey } from "../profiles/transitions.ts";
import { compileRule } from "../segmentation/evaluate/compile-rule.ts";
import { attributeField } from "../segmentation/fields.ts";
import type { SegmentationRecord, Value } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import { backfill, historyFieldsOf } from "./backfill.ts";
import type { FlowContext } from "./context.ts";
import { estimate, type Interval } from "./estimate.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { PresentRecords } from "./present-records.ts";
import { widened } from "./rule-needs.ts";
import { readable } from "./segment-references.ts";

export interface Preview {
  readonly count: number;
  readonly exact: boolean;
  /** Of a sample: where the true count lies with 95 % certainty. */
  readonly interval: Interval | undefined;
  readonly sample: readonly SampledProfile[];
  /** Per attribute the rule reads: profiles without it. */
  readonly missing: Readonly<Record<string, number>>;
}

export interface SampledProfile {
  readonly profileId: string;
  readonly attributes: Readonly<Record<string, Value>>;
}

type PreviewContext = Pick<FlowContext, "storage" | "index" | "clock">;

const profilesPerPage = 500;
/** Up to here every profile is read; beyond, as many as make a sample, the same ones each time. */
const exactUpTo = 50_000;
const mostSampled = 20;
/** Shown of everybody in the sample, where known, beside what the rule reads. */
const introducing = ["email", "name", "firstname", "lastname", "domain"];

/** Evaluates a rule over all profiles as they are now; stores nothing. */
export async function previewRule(
  context: PreviewContext,
  snapshot: IndexSnapshot,
  object: ObjectKind,
  rule: RuleGroup,
): Promise<Preview> {
  const { workspaceId, root } = snapshot;
  const compiled = compileRule(rule, ruleContextOf(root, object));
  const counts = await context.storage.tallies.counts(workspaceId, `attributes#${object}`);
  const isSampled = (counts[profilesKey] ?? 0) > exactUpTo;
  const referenced = await readable(context, workspaceId, compiled.segments);
  const kept = widened(root, object, compiled);
  const known = { ...snapshot, root: { ...root, ...kept, referenced } };
  const view: View = {
    context,
    object,
    records: new PresentRecords(context, known, [{ rule: compiled }]),
    snapshot: known,
    fields: await historyFieldsOf(context.storage, workspaceId, object, [{ rule: compiled }]),
    perPartition: isSampled ? exactUpTo / partitions.length : Number.POSITIVE_INFINITY,
    now: context.clock.now(),
  };
  const attributes = attributesIn(compiled.reads);
  const tally = new Tally(attributes, (record) => compiled.evaluate(record, view.now) === true);
  const covered = await Promise.all(partitions.map((each) => walk(view, each, tally)));
  return tally.preview(covered.reduce((sum, part) => sum + part, 0) / partitions.length);
}

interface View {
  readonly context: PreviewContext;
  readonly snapshot: IndexSnapshot;
  readonly object: ObjectKind;
  readonly records: PresentRecords;
  /** What the history is asked for. */
  readonly fields: readonly string[];
  readonly perPartition: number;
  readonly now: number;
}

/** Reads a partition from its start; returns the share of it that was read, from 0 to 1. */
async function walk(view: View, partition: string, tally: Tally): Promise<number> {
  const { context, snapshot, object, records, now } = view;
  const of = { workspaceId: snapshot.workspaceId, object };
  let after: string | undefined;
  let read = 0;
  do {
    const page = await context.storage.profiles.page(of, partition, after, profilesPerPage);
    const alive = page.profiles.filter(isAlive);
    const filled = await backfill(context.storage, snapshot, view.fields, alive, now);
    for (const [profile, record] of await records.of(filled)) tally.add(profile, record);
    read += page.profiles.length;
    after = page.after;
    if (after !== undefined && read >= view.perPartition) return positionOf(after);
  } while (after !== undefined);
  return 1;
}

class Tally {
  readonly #attributes: readonly string[];
  readonly #holds: (record: SegmentationRecord) => boolean;
  readonly #missing: Record<string, number>;
  readonly #sample: SampledProfile[] = [];
  #seen = 0;
  #matching = 0;

  constructor(attributes: readonly string[], holds: (record: SegmentationRecord) => boolean) {
    this.#attributes = attributes;
    this.#holds = holds;
    this.#missing = Object.fromEntries(attributes.map((name) => [name, 0]));
  }

  add(profile: Profile, record: SegmentationRecord): void {
    this.#seen += 1;
    for (const name of this.#attributes)
      if (!record.attributes.has(name)) this.#missing[name] = (this.#missing[name] ?? 0) + 1;
    if (!this.#holds(record)) return;
    this.#matching += 1;
    if (this.#sample.length === mostSampled) return;
    const shown = new Set([...introducing, ...this.#attributes]);
    const known = [...record.attributes].filter(([name]) => shown.has(name));
    this.#sample.push({ profileId: profile.id, attributes: Object.fromEntries(known) });
  }

  preview(covered: number): Preview {
    const exact = covered === 1;
    const whole = (part: number): number => (exact ? part : Math.round(part / covered));
    return {
      count: whole(this.#matching),
      exact,
      interval: exact ? undefined : estimate(this.#matching, this.#seen, covered),
      sample: this.#sample,
      missing: Object.fromEntries(
        Object.entries(this.#missing).map(([name, count]) => [name, whole(count)]),
      ),
    };
  }
}

function attributesIn(reads: ReadonlySet<string>): string[] {
  const prefix = attributeField("");
  return [...reads].flatMap((field) =>
    field.startsWith(prefix) ? [field.slice(prefix.length)] : [],
  );
}
