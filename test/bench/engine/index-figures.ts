import { PredicateIndex } from "../../../shared/segmentation/index/predicate-index.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { Random } from "../../segmentation/random.ts";
import { contactRules } from "../../segmentation/records.ts";
import { readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import { recordOf } from "./contender-run.ts";
import { indexOf } from "./muster-contender.ts";
import { makeWorkload, type Workload, workloadKinds } from "./workload.ts";

/** What an index costs beside the events it answers. */
export interface IndexFigures {
  readonly segments: number;
  readonly buildMs: number;
  /** Of the index alone; the rules themselves are not kept by it. */
  readonly megabytes: number;
  /** Of adding one segment to the others. */
  readonly addMeanUs: number;
  readonly addWorstUs: number;
  readonly dues: DueFigures;
}

interface DueFigures {
  readonly perSecond: number;
  /** Of the due instants, those at which no membership turned. */
  readonly earlyShare: number;
}

const addedSegments = 1_000;
const dueRecords = 20;
const duesPerRecord = 5;

export function measureIndex(seed: number, segments: number): IndexFigures {
  const size = { segments: segments + addedSegments, events: 100, records: 100 };
  const [kind] = workloadKinds;
  const workload = makeWorkload(kind, new Random(seed + segments), size);
  const context = contactRules(workload.types);
  const rules = workload.rules.slice(0, segments);
  const heapBefore = memoryInUse();
  const began = performance.now();
  const index = indexOf(rules, context);
  const buildMs = performance.now() - began;
  const megabytes = (memoryInUse() - heapBefore) / 1_000_000;
  const dues = measureDues(index, workload);
  return {
    segments,
    buildMs: readable(buildMs),
    megabytes: readable(megabytes),
    ...measureAdding(index, workload.rules.slice(segments), segments),
    dues,
  };
}

/** In bytes; exact where the garbage collector can be called. */
function memoryInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measureAdding(index: PredicateIndex, rules: readonly RuleGroup[], first: number) {
  const times = rules.map((rule, position) => {
    const began = performance.now();
    index.add(first + position, rule);
    return (performance.now() - began) * 1_000;
  });
  const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
  return { addMeanUs: readable(mean), addWorstUs: readable(Math.max(...times)) };
}

function measureDues(index: PredicateIndex, { events }: Workload): DueFigures {
  let [spent, dues, early] = [0, 0, 0];
  for (const event of events.slice(0, dueRecords)) {
    const record = recordOf(event.record);
    let now = benchNow;
    for (let step = 0; step < duesPerRecord; step += 1) {
      const began = performance.now();
      const due = index.nextDue(record, now);
      spent += performance.now() - began;
      if (due === undefined) break;
      const change = { before: record, after: record, changed: [], since: now, now: due };
      const { entered, exited } = index.flips(change);
      dues += 1;
      if (entered.length + exited.length === 0) early += 1;
      now = due;
    }
  }
  return { perSecond: readable((dues / spent) * 1_000), earlyShare: readable(early / dues) };
}
