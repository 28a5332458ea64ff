import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { pack, unpack } from "./packing.ts";
import type { Tables } from "./tables.ts";

const DayCounts = z.object({
  entered: z.number(),
  exited: z.number(),
  /** Of the size: a merge may change it although nobody enters or leaves. */
  change: z.number(),
});
export type DayCounts = z.infer<typeof DayCounts>;

/** Numbers by sequence number. */
const Numbers = z.record(z.string(), z.number());
type Numbers = Readonly<z.infer<typeof Numbers>>;

/**
 * Deflated to a fifth: sequence numbers have 28 digits, which mostly repeat themselves. As they are, those of
 * 48 shards, which a table with four partitions has in two days, would not fit into an item.
 */
const Packed = z.union([z.instanceof(Uint8Array), Numbers.transform(pack)]);

const Tally = z.object({
  /** `segment#{id}` or `attributes#{object}`. */
  name: z.string(),
  counts: z.record(z.string(), z.number()),
  /** By day (`2026-11-22`, UTC) of Muster's clock; the oldest go. */
  days: z.record(z.string(), DayCounts).default({}),
  /**
   * Per stream shard up to which record it was counted, when (wall clock, ms), and the numbers
   * its latest records were given.
   */
  shards: z.record(z.string(), z.object({ upTo: z.string(), at: z.number(), numbers: Packed })),
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
  /** What it adds to the counts of a day. */
  readonly day?: DayCounts & { readonly date: string };
  /** Wants a number: one after the other, without gaps, the same if the record comes again. */
  readonly numbered?: boolean;
}

/** How many are in a segment, and how it came to that. */
export interface Population {
  readonly size: number;
  /** Days on which somebody came or went, at most the last 90 of them. */
  readonly days: Tally["days"];
}

const daysKept = 90;

/** The stream keeps records for a day: a shard silent for two has ended. */
const shardEndsAfterMs = 2 * 86_400_000;

/** The stream gives no record again that is older than six hours. */
const comesAgainMs = 7 * 3_600_000;

/** More than a batch of the stream, which is all that ever comes again. */
const numbersKept = 250;

/** An item holds 400 KB; names beyond this are not counted, so that no source can stop the count of the others. */
const bytesOfNames = 250_000;

/**
 * Counts derived from the stream, each record counted once however often it comes: sums
 * and, per stream shard, the sequence number up to which was counted change in one
 * conditional write. pk `{workspace}#tally`, sk `segment#{id}` (key `size`) or
 * `attributes#{object}` (keys `{attribute}\n{type}`, and `profiles`). A segment's also count by day.
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
      const shard = known.shards[shardId];
      const { upTo = "" } = shard ?? {};
      const fresh = contributions.filter((each) => follows(each.sequenceNumber, upTo));
      const numbered = contributions.filter((each) => each.numbered === true);
      // Of most tallies nobody wants numbers.
      const isAsked = shard !== undefined && numbered.length > 0;
      const given: Numbers = isAsked ? Numbers.parse(unpack(shard.numbers)) : {};
      const unnumbered = numbered.filter((each) => given[each.sequenceNumber] === undefined);
      if (fresh.length === 0 && unnumbered.length === 0) return new Map(Object.entries(given));
      const added = unnumbered.map((each, position): [string, number] => [
        each.sequenceNumber,
        known.issued + position + 1,
      ]);
      const kept = [...Object.entries(given), ...added].slice(-numbersKept);
      const numbers =
        added.length === 0 ? (shard?.numbers ?? none) : pack(Object.fromEntries(kept));
      const next = counted(known, shardId, fresh, numbers);
      const issued = known.issued + added.length;
      await this.#documents.put(keyOf(workspaceId, name), { ...next, issued }, known.revision);
      return new Map([...Object.entries(given), ...added]);
    });
  }

  async counts(workspaceId: string, name: string): Promise<Record<string, number>> {
    const tally = await this.#documents.get(keyOf(workspaceId, name));
    return tally?.counts ?? {};
  }

  /** Segments of which something was counted since then (wall clock, ms), the last one first. */
  async movedSince(workspaceId: string, since: number): Promise<string[]> {
    const tallies = await this.#documents.all(`${workspaceId}#tally`, "segment#");
    return tallies
      .map(({ name, shards }) => ({
        id: name.slice("segment#".length),
        at: Math.max(0, ...Object.values(shards).map(({ at }) => at)),
      }))
      .filter(({ at }) => at >= since)
      .toSorted((one, other) => other.at - one.at)
      .map(({ id }) => id);
  }

  /** Of a segment. */
  async population(workspaceId: string, segmentId: string): Promise<Population> {
    const tally = await this.#documents.get(keyOf(workspaceId, `${segmentPrefix}${segmentId}`));
    return populationOf(tally);
  }

  /** Of all segments of a workspace, by segment id. */
  async populations(workspaceId: string): Promise<Map<string, Population>> {
    const tallies = await this.#documents.all(`${workspaceId}#tally`, segmentPrefix);
    return new Map(
      tallies.map((tally) => [tally.name.slice(segmentPrefix.length), populationOf(tally)]),
    );
  }
}

const segmentPrefix = "segment#";

function populationOf(tally: Tally | undefined): Population {
  return { size: Math.max(0, tally?.counts["size"] ?? 0), days: tally?.days ?? {} };
}

const none = pack({});

function emptyTally(name: string): Tally {
  return { name, counts: {}, days: {}, shards: {}, issued: 0, revision: 0 };
}

function counted(
  tally: Tally,
  shardId: string,
  fresh: readonly Contribution[],
  numbers: Tally["shards"][string]["numbers"],
): Tally {
  const now = Date.now();
  const counts = sum(tally.counts, fresh);
  let { days } = tally;
  let upTo = tally.shards[shardId]?.upTo ?? "";
  for (const each of fresh) {
    days = added(days, each.day);
    if (follows(each.sequenceNumber, upTo)) upTo = each.sequenceNumber;
  }
  const running: Tally["shards"] = {};
  for (const [id, each] of Object.entries(tally.shards)) {
    if (each.at <= now - shardEndsAfterMs) continue;
    running[id] = each.at > now - comesAgainMs ? each : { ...each, numbers: none };
  }
  return {
    ...tally,
    counts: bounded(counts, tally.counts),
    days: Object.fromEntries(Object.entries(days).sort(byDate).slice(-daysKept)),
    shards: {
      ...running,
      [shardId]: { upTo, at: now, numbers },
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

function sum(known: Counts, fresh: readonly Contribution[]): Counts {
  const counts = new Map(Object.entries(known));
  for (const each of fresh)
    for (const [key, count] of Object.entries(each.counts))
      counts.set(key, (counts.get(key) ?? 0) + count);
  return Object.fromEntries([...counts].filter(([, count]) => count !== 0));
}

function added(days: Tally["days"], day: Contribution["day"]): Tally["days"] {
  if (day === undefined) return days;
  const { date, entered, exited, change } = day;
  const known = days[date] ?? { entered: 0, exited: 0, change: 0 };
  const sums = {
    entered: known.entered + entered,
    exited: known.exited + exited,
    change: known.change + change,
  };
  return { ...days, [date]: sums };
}

function byDate([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Sequence numbers are decimal and longer than a safe integer. */
function follows(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length;
}

function keyOf(workspaceId: string, name: string): ItemKey {
  return { pk: `${workspaceId}#tally`, sk: name };
}
