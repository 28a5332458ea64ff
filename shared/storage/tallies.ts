import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Counts = z.record(z.string(), z.number());
const Tally = z.object({
  /** `segment#{id}` or `attributes#{object}`. */
  name: z.string(),
  /** Counts of stream shards that have ended. */
  settled: Counts,
  /** Per stream shard what it has contributed, up to which record. */
  shards: z.record(z.string(), z.object({ counts: Counts, upTo: z.string(), at: z.number() })),
  revision: z.number(),
});
type Tally = z.infer<typeof Tally>;

/** One record's contribution to one tally. */
export interface Contribution {
  readonly sequenceNumber: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** The stream keeps records for a day: a shard silent for two has ended. */
const shardEndsAfterMs = 2 * 86_400_000;

/**
 * Counts derived from the stream, each record counted once however often it comes: per
 * stream shard the sequence number up to which was counted. pk `{workspace}#tally`, sk
 * `segment#{id}` (key `size`) or `attributes#{object}` (keys `{attribute}\n{type}`, and `profiles`).
 */
export class TallyStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "views", Tally, "a count");
  }

  async contribute(
    workspaceId: string,
    name: string,
    shardId: string,
    contributions: readonly Contribution[],
  ): Promise<void> {
    await retrying(ConflictError, async () => {
      const known = (await this.#documents.get(keyOf(workspaceId, name))) ?? emptyTally(name);
      const upTo = known.shards[shardId]?.upTo ?? "";
      const fresh = contributions.filter((each) => follows(each.sequenceNumber, upTo));
      if (fresh.length === 0) return;
      await this.#documents.put(
        keyOf(workspaceId, name),
        withShard(settle(known), shardId, fresh),
        known.revision,
      );
    });
  }

  async counts(workspaceId: string, name: string): Promise<Record<string, number>> {
    const tally = await this.#documents.get(keyOf(workspaceId, name));
    return tally === undefined ? {} : total(tally);
  }

  /** Sizes of all segments of a workspace, by segment id. */
  async sizes(workspaceId: string): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    let after: string | undefined;
    do {
      const page = await this.#documents.page(`${workspaceId}#tally`, "segment#", 1_000, after);
      for (const tally of page.items)
        sizes.set(tally.name.slice("segment#".length), total(tally).size ?? 0);
      after = page.after;
    } while (after !== undefined);
    return sizes;
  }
}

function emptyTally(name: string): Tally {
  return { name, settled: {}, shards: {}, revision: 0 };
}

function withShard(tally: Tally, shardId: string, fresh: readonly Contribution[]): Tally {
  let counts = tally.shards[shardId]?.counts ?? {};
  let upTo = tally.shards[shardId]?.upTo ?? "";
  for (const each of fresh) {
    counts = sum(counts, each.counts);
    if (follows(each.sequenceNumber, upTo)) upTo = each.sequenceNumber;
  }
  return {
    ...tally,
    shards: { ...tally.shards, [shardId]: { counts, upTo, at: Date.now() } },
    revision: tally.revision + 1,
  };
}

/** Folds shards that have ended into one sum, so that the item stays small. */
function settle(tally: Tally): Tally {
  let { settled } = tally;
  const shards: Tally["shards"] = {};
  for (const [shardId, shard] of Object.entries(tally.shards)) {
    if (shard.at > Date.now() - shardEndsAfterMs) shards[shardId] = shard;
    else settled = sum(settled, shard.counts);
  }
  return { ...tally, settled, shards };
}

function total(tally: Tally): Record<string, number> {
  return Object.values(tally.shards).reduce<Record<string, number>>(
    (counts, shard) => sum(counts, shard.counts),
    tally.settled,
  );
}

function sum(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const counts: Record<string, number> = { ...one };
  for (const [key, count] of Object.entries(other)) counts[key] = (counts[key] ?? 0) + count;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** Sequence numbers are decimal and longer than a safe integer. */
function follows(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length;
}

function keyOf(workspaceId: string, name: string): ItemKey {
  return { pk: `${workspaceId}#tally`, sk: name };
}
