import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../../shared/segmentation/parse/parse-rule.ts";
import { Random } from "../../segmentation/random.ts";
import { contactRules } from "../../segmentation/records.ts";
import { quantile, readable } from "../quantile.ts";
import type { Contender } from "./contender.ts";
import { MusterContender } from "./muster-contender.ts";
import { allSegments, fieldIndex } from "./plain-contenders.ts";
import { type ChangeEvent, makeWorkload, type Workload } from "./workload.ts";

export interface EngineFigures {
  readonly workload: string;
  readonly seed: number;
  readonly segments: number;
  readonly contender: string;
  readonly eventsPerSecond: number;
  /** To the baseline `field-index`. */
  readonly ratio: number;
  readonly p50us: number;
  readonly p99us: number;
  /** Segments evaluated, and memberships that turned, per event. */
  readonly touched: number;
  readonly changed: number;
  readonly events: number;
  readonly records: number;
}

/** Of each run, this share of the events is checked for equal answers; the rest is measured. */
const checkedShare = 0.2;

interface Size {
  readonly events: number;
  /** Distinct records among them: each is loaded with a full evaluation of every segment. */
  readonly records: number;
}

/** Fewer where each costs more, so that every run takes seconds. */
const sizeFor = new Map<number, Size>([
  [100, { events: 10_000, records: 10_000 }],
  [1_000, { events: 3_000, records: 1_000 }],
  [10_000, { events: 400, records: 60 }],
]);
const sizeBeyond: Size = { events: 60, records: 8 };

/** @throws Error if the contenders' answers differ */
export function measureEngine(seed: number, sizes: readonly number[]): EngineFigures[] {
  return sizes.flatMap((segments) => {
    const { events, records } = sizeFor.get(segments) ?? sizeBeyond;
    const random = new Random(seed + segments);
    const workload = makeWorkload(random, { segments, events, records });
    const contenders = prepare(workload);
    const checked = workload.events.slice(0, Math.floor(events * checkedShare));
    assertEqual(contenders, checked);
    const measured = workload.events.slice(checked.length);
    const runs = contenders.map((contender) => measure(contender, measured));
    const baseline = runs.find(({ contender }) => contender === "field-index");
    return runs.map((run) => ({
      workload: "one attribute an event",
      seed,
      segments,
      records,
      ...run,
      ratio: readable(run.eventsPerSecond / (baseline?.eventsPerSecond ?? Number.NaN)),
    }));
  });
}

function prepare({ rules, types, records }: Workload): Contender[] {
  const compiled = rules.map((wire) => {
    const parsed = parseRule(wire, contactRules(types));
    if (!parsed.ok) throw new Error(`the workload holds a bad rule: ${JSON.stringify(wire)}`);
    return compileRule(parsed.rule, contactRules(types));
  });
  const contenders = [allSegments(compiled), fieldIndex(compiled), new MusterContender(compiled)];
  for (const contender of contenders)
    for (const [record, attributes] of records) contender.load(record, attributes);
  return contenders;
}

function assertEqual(contenders: readonly Contender[], events: readonly ChangeEvent[]): void {
  for (const event of events) {
    const answers = contenders.map((each) => each.apply(event).flips.toSorted().join(" "));
    if (new Set(answers).size === 1) continue;
    const told = contenders.map(({ name }, position) => `${name}: ${answers[position]}`);
    throw new Error(`The contenders differ at ${JSON.stringify(event)}:\n${told.join("\n")}`);
  }
}

function measure(contender: Contender, events: readonly ChangeEvent[]) {
  const microseconds: number[] = [];
  let touched = 0;
  let changed = 0;
  for (const event of events) {
    const startedAt = performance.now();
    const outcome = contender.apply(event);
    microseconds.push((performance.now() - startedAt) * 1_000);
    touched += outcome.touched;
    changed += outcome.flips.length;
  }
  const seconds = microseconds.reduce((sum, each) => sum + each, 0) / 1_000_000;
  return {
    contender: contender.name,
    eventsPerSecond: Math.round(events.length / seconds),
    p50us: readable(quantile(microseconds, 0.5)),
    p99us: readable(quantile(microseconds, 0.99)),
    touched: readable(touched / events.length),
    changed: readable(changed / events.length),
    events: events.length,
  };
}
