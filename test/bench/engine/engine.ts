import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { memberBits } from "../../../shared/segmentation/index/member-bits.ts";
import type { PredicateIndex } from "../../../shared/segmentation/index/predicate-index.ts";
import { parseRule } from "../../../shared/segmentation/parse/parse-rule.ts";
import { Random } from "../../segmentation/random.ts";
import { contactRules } from "../../segmentation/records.ts";
import { readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import { closureContenders, segmentsByAttribute } from "./closure-contenders.ts";
import { ContenderRun, changeOf, type PreparedEvent, recordOf } from "./contender-run.ts";
import { FlatRules } from "./flat-contender.ts";
import { libraryContenders } from "./library-contenders.ts";
import { indexOf, musterContenders } from "./muster-contender.ts";
import { type ChangeEvent, makeWorkload, type Workload, workloadKinds } from "./workload.ts";

export interface EngineFigures {
  readonly workload: string;
  readonly seed: number;
  readonly segments: number;
  readonly contender: string;
  readonly eventsPerSecond: number;
  /** To the baseline `field-index`, which has the memberships before the change stored. */
  readonly ratio: number;
  /** To the harder baseline `field-index, flat`, stateless for those that are. */
  readonly ratioToFlat: number;
  readonly p50us: number;
  readonly p99us: number;
  /** Per event: segments that read the attribute, those with a literal that flips, and those that turn. */
  readonly touched: number;
  readonly flipped: number;
  readonly changed: number;
  /** Measured; fewer for those that are slow. */
  readonly events: number;
}

const recordCount = 10_000;
const eventCount = 3_500;
/** Other engines' compiled rules take too much memory beyond. */
const mostForLibraries = 10_000;
/** Shown, in characters. */
const longestAnswer = 200;
/** For the figures per event that are no times. */
const countedEvents = 200;
const warmUpEvents = 500;
/** Contenders take turns, so that whatever else the machine does meets them all. */
const eventsPerTurn = 500;
/** Of so many times that each event is judged, the shortest counts. */
const rounds = 3;

/** @throws Error if the contenders' answers differ */
export async function measureEngine(
  seed: number,
  sizes: readonly number[],
): Promise<EngineFigures[]> {
  const figures: EngineFigures[] = [];
  for (const segments of sizes)
    for (const kind of workloadKinds) {
      const random = new Random(seed + segments);
      const size = { segments, events: eventCount, records: recordCount };
      figures.push(...(await measureWorkload(makeWorkload(kind, random, size), seed)));
    }
  return figures;
}

async function measureWorkload(workload: Workload, seed: number): Promise<EngineFigures[]> {
  const { runs, index, perEvent } = prepare(workload);
  const segments = workload.rules.length;
  const warmUp = workload.events.slice(0, warmUpEvents);
  await compareAnswers(runs, withMembers(warmUp, index, segments));
  for (let from = warmUpEvents; from < workload.events.length; from += eventsPerTurn) {
    const turn = workload.events.slice(from, from + eventsPerTurn);
    const prepared = withMembers(turn, index, segments);
    for (let round = 0; round < rounds; round += 1)
      for (const run of runs) await run.measure(prepared, from - warmUpEvents);
    if (runs.every((run) => run.isDone)) break;
  }
  const speedUp = (run: ContenderRun, baseline: string) => {
    const other = runs.find(({ contender }) => contender.name === baseline);
    return readable(other === undefined ? Number.NaN : run.speedUpOver(other));
  };
  return runs.map((run) => ({
    workload: workload.name,
    seed,
    segments,
    contender: run.contender.name,
    ratio: speedUp(run, "field-index"),
    ratioToFlat: speedUp(run, flatBaselineOf(run.contender.name)),
    ...run.figures(),
    ...perEvent,
  }));
}

/** Only those of one kind are compared: told the memberships before the change, or not. */
function flatBaselineOf(contender: string): string {
  const isStateless = contender === "muster" || contender.endsWith("stateless");
  return isStateless ? "field-index, flat, stateless" : "field-index, flat";
}

function prepare(workload: Workload) {
  const context = contactRules(workload.types);
  const rules = workload.rules.map((wire) => {
    const parsed = parseRule(wire, context);
    // What can hold for nobody is refused, and costs an evaluator what any other rule costs.
    return parsed.ok ? parsed.rule : wire;
  });
  const compiled = rules.map((rule) => compileRule(rule, context));
  const byField = segmentsByAttribute(compiled);
  const index = indexOf(rules, context);
  const flat = new FlatRules(rules, context, byField);
  const contenders = [
    ...closureContenders(compiled),
    ...flat.contenders(),
    ...(rules.length > mostForLibraries ? [] : libraryContenders(rules, byField)),
    ...musterContenders(index),
  ];
  return {
    index,
    runs: contenders.map((contender) => new ContenderRun(contender)),
    perEvent: countPerEvent(index, flat, byField, workload.events.slice(0, countedEvents)),
  };
}

function countPerEvent(
  index: PredicateIndex,
  flat: FlatRules,
  byField: ReadonlyMap<string, readonly number[]>,
  events: readonly ChangeEvent[],
) {
  const count = { touched: 0, flipped: 0, changed: 0 };
  for (const event of events) {
    const change = changeOf({ ...event, members: new Uint32Array() });
    const { before, after, changed, now } = change;
    const { entered, exited } = index.flips({ before, after, changed, now });
    count.touched += byField.get(attributeField(event.attribute))?.length ?? 0;
    count.flipped += flat.flippedBy(change);
    count.changed += entered.length + exited.length;
  }
  return {
    touched: readable(count.touched / events.length),
    flipped: readable(count.flipped / events.length),
    changed: readable(count.changed / events.length),
  };
}

/** Told beforehand, so that no contender's memory is warm from storing them. */
function withMembers(
  events: readonly ChangeEvent[],
  index: PredicateIndex,
  segments: number,
): PreparedEvent[] {
  return events.map((event) => ({
    ...event,
    members: memberBits(index.members(recordOf(event.record), benchNow), segments),
  }));
}

async function compareAnswers(
  runs: readonly ContenderRun[],
  events: readonly PreparedEvent[],
): Promise<void> {
  const answers: string[][] = [];
  for (const run of runs) answers.push(await run.warmUp(events));
  for (const [position, event] of events.entries()) {
    const told = answers.flatMap((all, run) => {
      const answer = all[position];
      return answer === undefined ? [] : [{ name: runs[run]?.contender.name, answer }];
    });
    if (new Set(told.map(({ answer }) => answer)).size <= 1) continue;
    const lines = told
      .map(({ name, answer }) => `${name}: ${answer.slice(0, longestAnswer)}`)
      .join("\n");
    throw new Error(
      `The contenders differ at ${event.attribute} = ${String(event.value)}:\n${lines}`,
    );
  }
}
