import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { joinProfiles } from "../../shared/flow/join-profiles.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { Problem } from "../../shared/runtime/errors.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, prm, Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const sources = [crm, prm, new Source("lms", 3), new Source("hris", 4)];
const emails = ["ann@acme.test", "bob@acme.test"];
const tiers = ["Gold", "Silver"];

/** What a source last said of a record, with the minute it said so. */
interface Record {
  readonly source: Source;
  readonly recordId: string;
  tier: string;
  minute: number;
}

/** A system in which things happen at random, and what is known of it without asking it. */
class History {
  readonly here: World;
  readonly random: Random;
  readonly records: Record[];
  /** Names of two records that somebody took apart. */
  readonly apart = new Set<string>();
  #minute = 0;

  constructor(here: World, random: Random) {
    this.here = here;
    this.random = random;
    this.records = sources.flatMap((source) =>
      ["1", "2"].map((number) => ({
        source,
        recordId: `${source.connectionId}-${number}`,
        tier: "",
        minute: 0,
      })),
    );
  }

  change(): () => Promise<unknown> {
    const record = this.random.pick(this.records);
    this.#minute += 1;
    record.tier = this.random.pick(tiers);
    record.minute = this.#minute;
    const values = { tier: record.tier, email: this.random.pick(emails) };
    const message = record.source.says(set(record.recordId, values, this.#minute));
    return () => this.here.apply(message);
  }

  split(): () => Promise<unknown> {
    const record = this.random.pick(this.records);
    const { connectionId } = record.source;
    const named = { connectionId, recordId: record.recordId };
    return async () => {
      const whole = await this.profileOf(record);
      if (whole === undefined) return;
      const asked = { records: [named], by: "ann", reason: "Two people" };
      const parted = await splitProfile(this.here.context, whole, asked).catch(unlessRefused);
      if (parted === undefined) return;
      this.#mark(parted.kept, parted.split, (pair) => this.apart.add(pair));
    };
  }

  merge(): () => Promise<unknown> {
    const [one, other] = [this.random.pick(this.records), this.random.pick(this.records)];
    return async () => {
      const [winner, loser] = [await this.profileOf(one), await this.profileOf(other)];
      if (winner === undefined || loser === undefined) return;
      const joined = await joinProfiles(this.here.context, winner, loser.id).catch(unlessRefused);
      if (joined !== undefined) this.#mark(joined, joined, (pair) => this.apart.delete(pair));
    };
  }

  #mark(one: Profile, other: Profile, note: (pair: string) => void): void {
    for (const mine of one.records)
      for (const theirs of other.records) note(pairOf(mine.recordId, theirs.recordId));
  }

  profileOf({ source, recordId }: Record): Promise<Profile | undefined> {
    const { workspaceId } = this.here;
    const id = profileIdOf(workspaceId, "contact", source.connectionId, recordId);
    return followPointers(this.here.storage, { workspaceId, object: "contact", id });
  }
}

function pairOf(one: string, other: string): string {
  return [one, other].sort().join(" ");
}

/** Nothing would be left, or both have a record of one source: the profiles stay as they are. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

/** Who is Gold by the newest word among the records of each profile, worked out from what was said. */
async function expectTruth(history: History, segmentId: string): Promise<void> {
  const { here, records, apart } = history;
  const byProfile = new Map<string, Record[]>();
  for (const record of records.filter(({ minute }) => minute > 0)) {
    const profile = await history.profileOf(record);
    if (profile === undefined) throw new Error(`${record.recordId} is lost`);
    expect(profile.records.map((each) => each.recordId)).toContain(record.recordId);
    byProfile.set(profile.id, [...(byProfile.get(profile.id) ?? []), record]);
  }
  const gold: string[] = [];
  for (const [id, own] of byProfile) {
    const [newest] = own.toSorted((one, other) => other.minute - one.minute);
    if (newest?.tier === "Gold") gold.push(id);
    expect(new Set(own.map(({ source }) => source)).size).toBe(own.length);
    for (const one of own)
      for (const other of own) expect(apart).not.toContain(pairOf(one.recordId, other.recordId));
  }
  expect(await here.members({ id: segmentId })).toEqual(gold.sort());
  expect(await here.size({ id: segmentId })).toBe(gold.length);
}

describe("changes, merges and splits at the same time", () => {
  it("leave each record in one profile, in the segments that its words and those beside it make", async () => {
    const random = new Random(seedOf("splits"));
    for (let run = 0; run < 4; run += 1) {
      const history = new History(world(`run-${run}`), random);
      const segment = await history.here.segment({
        name: "Gold",
        rule: where("tier", "=", "Gold"),
      });
      for (let step = 0; step < 8; step += 1) {
        const steps = [history.change(), history.change(), history.change()];
        // One of the two at a time, so that it is known which came last.
        steps.push(random.chance(0.6) ? history.split() : history.merge());
        await Promise.all(steps.map((each) => each()));
        if (random.chance(0.3)) await history.here.settle();
      }
      await history.here.settle();
      await expectTruth(history, segment.id);
    }
  });
});
