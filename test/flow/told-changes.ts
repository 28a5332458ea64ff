import { isDeepStrictEqual } from "node:util";
import type { DynamoDBRecord } from "aws-lambda";
import type { Change } from "../../shared/contracts/change.ts";
import { profileAsOf } from "../../shared/flow/as-of-profile.ts";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { joinProfiles } from "../../shared/flow/join-profiles.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { assertFiled, historyOf, readHistory } from "../../shared/flow/read-history.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import { attributesField } from "../../shared/profiles/fold-change.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { HistoryBehind, Problem, RetryableError } from "../../shared/runtime/errors.ts";
import { behaviourField } from "../../shared/segmentation/fields.ts";
import { Random } from "../segmentation/random.ts";
import { crm, did, prm, Source, set } from "./messages.ts";
import type { World } from "./world.ts";

const sources = [crm, prm, new Source("lms", 3)];
const names = ["tier", "city", "job", "filler"];
const viewed = behaviourField("viewed");
/** Shards of the stream, each with a publisher of its own: what one tells of may overtake the other. */
const lanes = 3;

interface ToldRecord {
  readonly source: Source;
  readonly recordId: string;
  /** Each change that was ever told of it, by its minute. */
  readonly told: number[];
  isErased: boolean;
}

/** Sources that tell at random, a publisher that lags and repeats itself, and a naive log of it all. */
export class ToldChanges {
  readonly #here: World;
  readonly #random: Random;
  /** Of the publishers, which work at their own pace. */
  readonly #pace: Random;
  readonly #records: readonly ToldRecord[];
  readonly #backlog = Array.from({ length: lanes }, (): DynamoDBRecord[] => []);
  readonly #breaking: Breaking;
  #minute = 0;
  /** The most that was seen waiting in one item. */
  mostUnfiled = 0;
  /** How often a reader saw everything. */
  seen = 0;

  constructor(here: World, random: Random, breaking: Breaking) {
    this.#here = here;
    this.#breaking = breaking;
    this.#random = random;
    this.#pace = new Random(random.below(2 ** 31));
    this.#records = sources.flatMap((source) =>
      ["1", "2"].map((number) => {
        const recordId = `${source.connectionId}-${number}`;
        return { source, recordId, told: [], isErased: false };
      }),
    );
  }

  async step(): Promise<void> {
    const chance = this.#random.next();
    this.#here.now += this.#random.below(20) * 60_000;
    if (chance < 0.7) await Promise.all([this.#change(), this.#change(), this.#change()]);
    else if (chance < 0.76) await this.#apply(this.#pick(), "deletion");
    else if (chance < 0.84) await this.#amid(() => this.#join());
    else if (chance < 0.92) await this.#amid(() => this.#split());
    else if (chance < 0.94) await this.#erase(this.#pick());
    else await this.#happen();
    if (this.#random.chance(0.4)) await this.#publishSome();
  }

  /** While the publisher is at work, or not. */
  async #amid(act: () => Promise<void>): Promise<void> {
    await Promise.all([act(), this.#random.chance(0.4) ? this.#publishSome() : undefined]);
  }

  #pick(): ToldRecord {
    return this.#random.pick(this.#records);
  }

  /** Of anything between a few bytes and more than an item has room for. */
  async #change(): Promise<void> {
    const record = this.#pick();
    if (record.isErased) return;
    const minute = this.#nextMinute();
    const length = this.#random.pick([4, 4, 4, 30, 300, 1_200]);
    const text = this.#random.list(length, () => this.#random.below(36).toString(36)).join("");
    const values = { [this.#random.pick(names)]: text };
    await this.#here.apply(record.source.says(set(record.recordId, values, minute)));
    record.told.push(set("", {}, minute).at);
  }

  async #happen(): Promise<void> {
    const { source, recordId, isErased, told } = this.#pick();
    if (isErased) return;
    const { at } = set("", {}, this.#nextMinute());
    await this.#here.apply(source.says(did(recordId, "viewed", at)));
    told.push(at);
  }

  async #apply({ source, recordId, isErased }: ToldRecord, kind: "deletion" | "erasure") {
    if (isErased) return;
    const { at } = set("", {}, this.#nextMinute());
    const change: Change = { object: "contact", recordId, at, body: { kind } };
    await this.#here.apply(source.says(change));
  }

  async #erase(record: ToldRecord): Promise<void> {
    const profile = await this.#profileOf(record);
    if (profile === undefined || record.isErased) return;
    await this.#apply(record, "erasure");
    for (const each of this.#records) if (has(profile, each)) each.isErased = true;
  }

  async #join(): Promise<void> {
    const [winner, loser] = [
      await this.#profileOf(this.#pick()),
      await this.#profileOf(this.#pick()),
    ];
    if (winner === undefined || loser === undefined) return;
    if (winner.erasedAt !== undefined || loser.erasedAt !== undefined) return;
    await this.#rearrange(() => joinProfiles(this.#here.context, winner, loser.id));
  }

  async #split(): Promise<void> {
    const record = this.#pick();
    const whole = await this.#profileOf(record);
    const { connectionId } = record.source;
    const records = [{ connectionId, recordId: record.recordId }];
    if (whole === undefined || record.isErased) return;
    const asked = { records, by: "ann", reason: "Two people" };
    await this.#rearrange(() => splitProfile(this.#here.context, whole, asked));
  }

  /** Nothing would be left, or both have a record of one source: then profiles stay as they are. */
  async #rearrange(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  #nextMinute(): number {
    this.#minute += 1;
    return this.#minute;
  }

  #profileOf(record: ToldRecord): Promise<Profile | undefined> {
    return followPointers(this.#here.storage, this.#firstOf(record));
  }

  async #publishSome(): Promise<void> {
    for (const record of await this.#here.take()) this.#backlog[laneOf(record)]?.push(record);
    const turns = this.#backlog.map((lane) => this.#turnOf(lane));
    this.#breaking.breaks = (random) => random.chance(0.03);
    await Promise.all(
      turns.map(async (batches, lane) => {
        for (const batch of batches) await this.#publish(lane, batch);
      }),
    );
    this.#breaking.breaks = () => false;
  }

  /** The stream gives a batch again when its publisher dies, before, amid or after its work. */
  #turnOf(lane: DynamoDBRecord[]): DynamoDBRecord[][] {
    if (lane.length === 0 || this.#pace.chance(0.3)) return [];
    const batch = lane.splice(0, 1 + this.#pace.below(lane.length));
    const begun = this.#pace.chance(0.3)
      ? [batch.slice(0, 1 + this.#pace.below(batch.length))]
      : [];
    return [...begun, batch, ...(this.#pace.chance(0.3) ? [batch] : [])];
  }

  async #publish(lane: number, records: readonly DynamoDBRecord[]): Promise<void> {
    const { context, workspaceId } = this.#here;
    for (let isPublished = false; !isPublished; )
      try {
        const done = await publishStream(context, `lags ${workspaceId} ${lane}`, records);
        isPublished = done.batchItemFailures.length === 0;
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
      }
  }

  /** Until the publisher has caught up. */
  async caughtUp(): Promise<void> {
    do await this.#publishSome();
    while (this.#backlog.some((lane) => lane.length > 0) || (await this.#here.refresh()));
  }

  /**
   * Where readers do not see each change that was told of a profile's records, once, and make the
   * profile of it; of who was erased, where anything is left.
   */
  async disagreements(): Promise<Disagreement[]> {
    const found: Disagreement[] = [];
    for (const record of this.#records) {
      const profile = await this.#profileOf(record);
      if (profile !== undefined && record.isErased)
        found.push(...(await this.#left(record, profile)));
      else if (profile !== undefined) found.push(...(await this.#differences(profile)));
      else if (record.told.length > 0) found.push({ what: "lost", seen: [], told: record.told });
      found.push(...(await this.#astray(record)));
    }
    return found;
  }

  /** What lies under the first profile of a record, be it one still or a pointer, and is somebody else's. */
  async #astray(record: ToldRecord): Promise<Disagreement[]> {
    const profile = await this.#profileOf(record);
    const filed = await historyOf(this.#here.storage, this.#firstOf(record));
    const seen = filed.filter(
      ({ connectionId, recordId }) =>
        !profile?.records.some(
          (each) => each.connectionId === connectionId && each.recordId === recordId,
        ),
    );
    return seen.length === 0 ? [] : [{ what: "of somebody else", seen, told: [] }];
  }

  #firstOf({ source, recordId }: ToldRecord): ProfileKey {
    const { workspaceId } = this.#here;
    const id = profileIdOf(workspaceId, "contact", source.connectionId, recordId);
    return { workspaceId, object: "contact", id };
  }

  async #differences(profile: Profile): Promise<Disagreement[]> {
    const { context, now } = this.#here;
    this.mostUnfiled = Math.max(this.mostUnfiled, profile.unfiled?.length ?? 0);
    const { entries } = await readHistory(context, profile, [attributesField, viewed]);
    const { profile: folded } = await profileAsOf(context, profile, now);
    return [
      { what: "changes", seen: entries.map(nameOf).sort(), told: this.#toldOf(profile) },
      { what: "cells", seen: folded.cells, told: profile.cells },
    ].filter(({ seen, told }) => !isDeepStrictEqual(seen, told));
  }

  #toldOf(profile: Profile): string[] {
    const own = this.#records.filter((each) => has(profile, each));
    return own.flatMap((each) => each.told.map((at) => `${each.recordId} ${at}`)).sort();
  }

  /** Changes alone, seconds apart, and a publisher that lags by minutes. */
  async busyStep(): Promise<void> {
    this.#here.now += this.#random.below(9) * 1_000;
    await this.#change();
    if (this.#random.chance(0.1)) await this.#publishSome();
  }

  /** Where a reader does not see everything that was ever told, nor that the stream is behind. */
  async misleading(): Promise<Disagreement[]> {
    const { storage, now } = this.#here;
    const found: Disagreement[] = [];
    for (const record of this.#records) {
      const profile = await this.#profileOf(record);
      if (profile === undefined) continue;
      const entries = await storage.history.of([profile], attributesField);
      if (isBehind(() => assertFiled([profile], entries, now))) continue;
      const [seen, told] = [entries.map(nameOf).sort(), this.#toldOf(profile)];
      if (isDeepStrictEqual(seen, told)) this.seen += 1;
      else found.push({ what: "changes", seen, told });
    }
    return found;
  }

  async #left(record: ToldRecord, profile: Profile): Promise<Disagreement[]> {
    const { storage } = this.#here;
    const both = [profile, this.#firstOf(record)];
    const filed = await Promise.all(both.map((each) => historyOf(storage, each)));
    const seen = [...(profile.unfiled ?? []), ...filed.flat()];
    return seen.length === 0 ? [] : [{ what: "of the erased", seen, told: [] }];
  }
}

/** Whether a request to the history breaks. */
export interface Breaking {
  breaks: (random: Random) => boolean;
}

interface Disagreement {
  readonly what: string;
  readonly seen: unknown;
  readonly told: unknown;
}

function laneOf({ dynamodb }: DynamoDBRecord): number {
  return Number.parseInt(dynamodb?.Keys?.["sk"]?.S?.slice(-4) ?? "", 16) % lanes;
}

function isBehind(asserting: () => void): boolean {
  try {
    asserting();
    return false;
  } catch (error) {
    if (error instanceof HistoryBehind) return true;
    throw error;
  }
}

function nameOf({ recordId, at }: HistoryEntry): string {
  return `${recordId} ${at}`;
}

function has(profile: Profile, { source, recordId }: ToldRecord): boolean {
  return profile.records.some(
    (each) => each.connectionId === source.connectionId && each.recordId === recordId,
  );
}
