import { Worker } from "node:worker_threads";
import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { fieldChunk } from "../../../shared/segmentation/index/field-chunk.ts";
import { PredicateIndex } from "../../../shared/segmentation/index/predicate-index.ts";
import type { RuleContext } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { Random } from "../../segmentation/random.ts";
import { contactRules } from "../../segmentation/records.ts";
import { readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import { segmentsByAttribute } from "./closure-contenders.ts";
import type { ColdAnswer, ColdQuestion } from "./cold-chunk.ts";
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
  readonly coldChunks: readonly ChunkFigures[];
  readonly dues: DueFigures;
}

/** What a cold function needs to answer a change of one attribute. */
interface ChunkFigures {
  readonly attribute: "most popular" | "average";
  readonly segments: number;
  readonly bytes: number;
  /** Until the first answer, modules loaded but nothing warm. */
  readonly firstAnswerMs: number;
}

interface DueFigures {
  readonly perSecond: number;
  /** Of the due instants, those at which no membership turned. */
  readonly earlyShare: number;
}

const addedSegments = 1_000;
const dueRecords = 20;
const duesPerRecord = 5;

export async function measureIndex(seed: number, segments: number): Promise<IndexFigures> {
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
    coldChunks: await measureChunks(rules, context),
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

async function measureChunks(
  rules: readonly RuleGroup[],
  context: RuleContext,
): Promise<ChunkFigures[]> {
  const byField = segmentsByAttribute(rules.map((rule) => compileRule(rule, context)));
  const byPopularity = [...byField].toSorted(([, one], [, other]) => other.length - one.length);
  const mean = [...byField.values()].flat().length / byField.size;
  const average = byPopularity.find(([, segments]) => segments.length <= mean);
  const chosen = [
    ["most popular", byPopularity[0]],
    ["average", average],
  ] as const;
  const figures: ChunkFigures[] = [];
  for (const [attribute, entry] of chosen) {
    if (entry === undefined) continue;
    const [field, segments] = entry;
    const chunk = fieldChunk(
      segments.flatMap((segment): [number, RuleGroup][] => {
        const rule = rules[segment];
        return rule === undefined ? [] : [[segment, rule]];
      }),
    );
    const { firstAnswerMs } = await askCold({ field, chunk, context });
    const bytes = Buffer.byteLength(chunk);
    figures.push({ attribute, segments: segments.length, bytes, firstAnswerMs });
  }
  return figures;
}

/** In a thread of its own, where no code has run before. */
function askCold(question: ColdQuestion): Promise<ColdAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./cold-chunk.ts", import.meta.url), {
      workerData: question,
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
