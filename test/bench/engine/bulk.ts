import { compileRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import type { Column } from "../../../shared/segmentation/index/columns.ts";
import { matchColumns } from "../../../shared/segmentation/index/match-columns.ts";
import type { SegmentationRecord, Value } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { Random } from "../../segmentation/random.ts";
import { contactRules } from "../../segmentation/records.ts";
import { readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";

/** One segment over many records. */
export interface BulkFigures {
  readonly records: number;
  /** Where their attributes are at hand as columns. */
  readonly columnarPerSecond: number;
  /** Where each is read from its stored JSON, and without the reading. */
  readonly storedItems: number;
  readonly storedItemsPerSecond: number;
  readonly readItemsPerSecond: number;
}

const dayMs = 86_400_000;
const records = 1_000_000;
const storedItems = 100_000;
const rounds = 3;

const types = [
  ["tier", "string"],
  ["score", "number"],
  ["seen", "date"],
] as const;
const rule: RuleGroup = {
  combinator: "and",
  rules: [
    { field: "tier", operator: "in", value: ["tier 1", "tier 3", "tier 4"] },
    {
      combinator: "or",
      rules: [
        { field: "score", operator: ">", value: 500 },
        { field: "seen", operator: "inLast", value: "P30D" },
      ],
    },
  ],
};

/** @throws Error if columns and records give different answers */
export function measureBulk(seed: number): BulkFigures {
  const context = contactRules(types);
  const columns = randomColumns(new Random(seed));
  const compiled = compileRule(rule, context);
  const items = Array.from({ length: storedItems }, (_, at) => itemAt(columns, at));
  let marks: Uint8Array | undefined;
  const columnarMs = shortest(() => {
    const attributes = new Map<string, Column>(Object.entries(columns));
    marks = matchColumns(rule, context, { count: records, attributes }, benchNow);
  });
  const isMember = (record: SegmentationRecord) => compiled.evaluate(record, benchNow) === true;
  const storedMs = shortest(() => items.filter((item) => isMember(readItem(item))).length);
  const read = items.map(readItem);
  const readMs = shortest(() => read.filter(isMember).length);
  if (read.some((record, at) => isMember(record) !== (marks?.[at] === 1)))
    throw new Error("columns and records differ");
  return {
    records,
    columnarPerSecond: readable((records / columnarMs) * 1_000),
    storedItems,
    storedItemsPerSecond: readable((storedItems / storedMs) * 1_000),
    readItemsPerSecond: readable((storedItems / readMs) * 1_000),
  };
}

function shortest(run: () => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return Math.min(...times);
}

function randomColumns(random: Random) {
  const today = benchNow - (benchNow % dayMs);
  const dictionary = Array.from({ length: 20 }, (_, rank) => `tier ${rank}`);
  return {
    tier: {
      kind: "texts",
      codes: Int32Array.from({ length: records }, () => random.below(21) - 1),
      dictionary,
    },
    score: {
      kind: "numbers",
      values: Float64Array.from({ length: records }, () =>
        random.chance(0.05) ? Number.NaN : random.below(1_000),
      ),
    },
    seen: {
      kind: "instants",
      values: Float64Array.from({ length: records }, () => today - random.below(730) * dayMs),
    },
  } satisfies Record<string, Column>;
}

function itemAt({ tier, score, seen }: ReturnType<typeof randomColumns>, at: number): string {
  const scored = score.values[at] ?? Number.NaN;
  return JSON.stringify({
    tier: tier.dictionary[tier.codes[at] ?? -1],
    ...(Number.isNaN(scored) ? {} : { score: scored }),
    seen: new Date(seen.values[at] ?? 0).toISOString().slice(0, 10),
  });
}

function readItem(item: string): SegmentationRecord {
  const attributes: Record<string, Value> = JSON.parse(item);
  return { id: "profile", attributes: new Map(Object.entries(attributes)), behaviours: new Map() };
}
