import { IndexReader } from "../../../shared/flow/index-reader.ts";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { openStorage } from "../../../shared/storage/storage.ts";
import { Random } from "../../segmentation/random.ts";
import { startTestDatabase } from "../../test-database.ts";
import { benchNow } from "../engine/bench-now.ts";
import { recordOf } from "../engine/contender-run.ts";
import { type ChangeEvent, makeWorkload, workloadKinds } from "../engine/workload.ts";
import { quantile, readable } from "../quantile.ts";
import { coldTables, coldWorkspace, storeIndex } from "./stored-index.ts";

/** What a function that has just started reads of the index to decide one changed attribute. */
export interface ColdFigures {
  readonly segments: number;
  /** Of all chunks together, in bytes. */
  readonly indexBytes: number;
  /** Over the attributes: bytes of the chunks loaded, and milliseconds until it is decided. */
  readonly p50bytes: number;
  readonly mostBytes: number;
  readonly p50ms: number;
  readonly mostMs: number;
  /** The next change of the same attribute, in milliseconds. */
  readonly warmP50ms: number;
}

/** One change of each attribute, each decided by a reader that knows nothing yet. */
export async function measureColdIndex(seed: number, segments: number): Promise<ColdFigures> {
  const database = await startTestDatabase();
  try {
    const size = { segments, events: 2_000, records: 100 };
    const [kind] = workloadKinds;
    if (kind === undefined) throw new Error("there is no workload");
    const workload = makeWorkload(kind, new Random(seed), size);
    const bytesByField = await storeIndex(workload);
    const byAttribute = new Map(workload.events.map((event) => [event.attribute, event]));
    const events = [...byAttribute.values()];
    const times: { cold: number; warm: number }[] = [];
    for (const event of events) times.push(await decideTwice(event));
    const bytes = events.map(({ attribute }) => bytesByField.get(fieldOf(attribute)) ?? 0);
    const cold = times.map((each) => each.cold);
    return {
      segments,
      indexBytes: [...bytesByField.values()].reduce((sum, each) => sum + each, 0),
      p50bytes: quantile(bytes, 0.5),
      mostBytes: Math.max(...bytes),
      p50ms: readable(quantile(cold, 0.5)),
      mostMs: readable(Math.max(...cold)),
      warmP50ms: readable(
        quantile(
          times.map((each) => each.warm),
          0.5,
        ),
      ),
    };
  } finally {
    await database.stop();
  }
}

function fieldOf(attribute: string): string {
  return `contact|${attributeField(attribute)}`;
}

/** Milliseconds, the reading of the root included. */
async function decideTwice(event: ChangeEvent): Promise<{ cold: number; warm: number }> {
  const reader = new IndexReader(openStorage(coldTables).index);
  const decide = async (): Promise<number> => {
    const began = performance.now();
    const snapshot = await reader.snapshot(coldWorkspace);
    const before = recordOf(event.record);
    const after = { ...before, attributes: new Map(before.attributes) };
    after.attributes.set(event.attribute, event.value);
    const fields = [attributeField(event.attribute)];
    await reader.touched(snapshot, "contact", fields, { before, after, now: benchNow });
    return performance.now() - began;
  };
  return { cold: await decide(), warm: await decide() };
}
