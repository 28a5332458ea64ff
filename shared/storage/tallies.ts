import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Tally = z.object({
  /** `segment#{id}` or `attributes#{object}`. */
  name: z.string(),
  counts: z.record(z.string(), z.number()),
  /**
   * Per stream shard up to which record it was counted, when (wall clock, ms), and the numbers
   * its latest records were given.
   */
  shards: z.record(
    z.string(),
    z.object({ upTo: z.string(), at: z.number(), numbers: z.record(z.string(), z.number()) }),
  ),
  /** The highest number given. */
  issued: z.number(),
  revision: z.number(),
});
type Tally = z.infer<typeof Tally>;
type Counts = Tally["counts"];

/** One record's contribution to one tally. */
export interface Contribution {
  readonly sequenceNumber: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Wants a number: one after the other, without gaps, the same if the record comes again. */
  readonly numbered?: boolean;
}

/** The stream keeps records for a day: a shard silent for two has ended. */
const shardEndsAfterMs = 2 * 86_400_000;

/** More than a batch of the stream, which is all that ever comes again. */
const numbersKept = 250;

/** An item holds 400 KB; names beyond this are not counted, so that no source can stop the count of the others. */
const bytesOfNames = 250_000;

/**
 * Counts derived from the stream, each record counted once however often it comes: sums
 * and, per stream shard, the sequence number up to which was counted change in one
 * conditional write. pk `{workspace}#tally`, sk `segment#{id}` (key `size`) or
 * `attributes#{object}` (keys `{attribute}\n{type}`, and `profiles`).
 */
export class TallyStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "views", Tally, "a count");
  }

  /** Returns the numbers of the contributions that want one, by sequence number. */
  async contribute(
    workspaceId: string,
    name: string,
    shardId: string,
    contributions: readonly Contribution[],
  ): Promise<ReadonlyMap<string, number>> {
    return retrying(ConflictError, async () => {
      const known = (await this.#documents.get(keyOf(workspaceId, name))) ?? emptyTally(name);
      const shard = known.shards[shardId] ?? { upTo: "", at: 0, numbers: {} };
      const fresh = contributions.filter((each) => follows(each.sequenceNumber, shard.upTo));
      const numbered = contributions.filter((each) => each.numbered === true);
      const unnumbered = numbered.filter(
        (each) => shard.numbers[each.sequenceNumber] === undefined,
      );
      if (fresh.length === 0 && unnumbered.length === 0)
        return new Map(Object.entries(shard.numbers));
      const added = unnumbered.map((each, position): [string, number] => [
        each.sequenceNumber,
        known.issued + position + 1,
      ]);
      const numbers = [...Object.entries(shard.numbers), ...added].slice(-numbersKept);
      const next = counted(known, shardId, fresh, Object.fromEntries(numbers));
      const issued = known.issued + added.length;
      await this.#documents.put(keyOf(workspaceId, name), { ...next, issued }, known.revision);
      return new Map([...Object.entries(shard.numbers), ...added]);
    });
  }

  async counts(workspaceId: string, name: string): Promise<Record<string, number>> {
    const tally = await this.#documents.get(keyOf(workspaceId, name));
    return tally?.counts ?? {};
  }

  /** Sizes of all segments of a workspace, by segment id. */
  async sizes(workspaceId: string): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    let after: string | undefined;
    do {
      const page = await this.#documents.page(`${workspaceId}#tally`, "segment#", 1_000, after);
      for (const tally of page.items)
        sizes.set(tally.name.slice("segment#".length), tally.counts["size"] ?? 0);
      after = page.after;
    } while (after !== undefined);
    return sizes;
  }
}

function emptyTally(name: string): Tally {
  return { name, counts: {}, shards: {}, issued: 0, revision: 0 };
}

function counted(
  tally: Tally,
  shardId: string,
  fresh: readonly Contribution[],
  numbers: Readonly<Record<string, number>>,
): Tally {
  const now = Date.now();
  let { counts } = tally;
  let upTo = tally.shards[shardId]?.upTo ?? "";
  for (const each of fresh) {
    counts = sum(counts, each.counts);
    if (follows(each.sequenceNumber, upTo)) upTo = each.sequenceNumber;
  }
  const running = Object.entries(tally.shards).filter(([, { at }]) => at > now - shardEndsAfterMs);
  return {
    ...tally,
    counts: bounded(counts, tally.counts),
    shards: {
      ...Object.fromEntries(running),
      [shardId]: { upTo, at: now, numbers: { ...numbers } },
    },
    revision: tally.revision + 1,
  };
}

/** Names that were there stay; new ones come in while there is room. A name left out before is not subtracted. */
function bounded(counts: Counts, before: Counts): Counts {
  let bytes = 0;
  const kept: [string, number][] = [];
  const names = Object.entries(counts);
  const isOld = ([name]: [string, number]): boolean => Object.hasOwn(before, name);
  for (const each of [...names.filter(isOld), ...names.filter((name) => !isOld(name))]) {
    const [name, count] = each;
    bytes += Buffer.byteLength(name) + 10;
    if (isOld(each) || (bytes <= bytesOfNames && count > 0)) kept.push(each);
  }
  return Object.fromEntries(kept);
}

function sum(one: Counts, other: Readonly<Record<string, number>>): Counts {
  const counts: Counts = { ...one };
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
