import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declareRetention } from "../../shared/flow/declare-retention.ts";
import { retire } from "../../shared/flow/define-segment.ts";
import { membershipsNow } from "../../shared/flow/membership-now.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, did } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  const started = await World.start();
  database = started.database;
  // The database forgets by the wall clock.
  world = (name) => Object.assign(started.world(name), { now: Date.now() });
});
afterAll(() => database.stop());

const anHour = 3_600_000;
const aDay = 24 * anHour;

/** Two logins, however long ago. */
const twice: RuleGroup = {
  combinator: "and",
  rules: [
    {
      field: "behaviours",
      operator: "=",
      match: { mode: "atLeast", threshold: 2 },
      value: { combinator: "and", rules: [{ field: "name", operator: "=", value: "login" }] },
    },
  ],
};

async function keep(here: World, retention: string | undefined): Promise<void> {
  const of = { workspaceId: here.workspaceId, object: "contact" } as const;
  await declareRetention(here.context, { ...of, by: "test" }, "login", retention);
  here.context.index.forget();
  await here.settle();
}

async function logins(here: World, ...hoursAgo: readonly number[]): Promise<void> {
  const changes = hoursAgo.map((hours) => did("1", "login", here.now - hours * anHour));
  await here.apply(crm.says(...changes));
  await here.settle();
}

async function stored({ workspaceId, storage }: World) {
  const id = profileIdOf(workspaceId, "contact", "crm", "1");
  const key = { workspaceId, object: "contact", id } as const;
  return { key, profile: (await storage.profiles.read([key])).get(id) };
}

/** What is kept of them: by the profile, and by the history. */
async function kept(here: World) {
  const { key, profile } = await stored(here);
  const rows = await here.storage.history.ofRange(key, "behaviour:login", key.id, key.id);
  return { profile: profile?.behaviours["login"] ?? [], rows, dues: profile?.dues };
}

describe("a behaviour that is kept for two days", () => {
  it("is forgotten at the instant at which they are over, and no longer counts", async () => {
    const here = world("forgotten");
    await keep(here, "P2D");
    const segment = await here.segment({ name: "Twice", rule: twice });
    await logins(here, 36, 1);
    const [first, second] = (await kept(here)).rows;
    const until = here.now - 36 * anHour + 2 * aDay;
    expect([first?.expiresAt, second?.expiresAt]).toEqual(
      [until, until + 35 * anHour].map((at) => Math.ceil(at / 1_000)),
    );
    await here.travel(until - 1);
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(until);
    expect(await here.members(segment)).toEqual([]);
    expect((await here.transitions(segment)).at(-1)).toMatchObject({
      kind: "exited",
      at: new Date(until).toISOString(),
      cause: { kind: "time" },
    });
    expect((await kept(here)).profile).toHaveLength(1);
    await here.travel(until + 35 * anHour);
    expect(await kept(here)).toMatchObject({ profile: [], dues: {} });
  });

  it.each(["a segment that is built", "a segment that is retired"])(
    "no longer counts where %s comes by first",
    async (what) => {
      const here = world(what);
      await keep(here, "P2D");
      const segment = await here.segment({ name: "Twice", rule: twice });
      const other = await here.segment({ name: "Thrice", rule: atLeast(3, "view", "P9D") });
      await logins(here, 36, 1);
      here.now += 13 * anHour;
      if (what === "a segment that is built")
        await here.segment({ name: "Four", rule: atLeast(4, "view", "P9D") });
      else await retire(here.context, other);
      await here.settle();
      await here.travel(here.now);
      expect((await kept(here)).profile).toHaveLength(1);
      expect(await here.members(segment)).toEqual([]);
    },
  );

  it("counts for no answer either, where its time is over and nobody has written that yet", async () => {
    const here = world("unwritten");
    await keep(here, "P2D");
    const segment = await here.segment({ name: "Twice", rule: twice });
    await logins(here, 36, 1);
    const inSegments = async () => {
      const { profile } = await stored(here);
      return profile === undefined ? [] : (await membershipsNow(here.context, profile)).length;
    };
    expect(await inSegments()).toBe(1);
    here.now += 13 * anHour;
    expect(await here.members(segment)).toHaveLength(1);
    expect(await inSegments()).toBe(0);
  });

  it("that comes later than that is not kept at all", async () => {
    const here = world("late");
    await keep(here, "P2D");
    const segment = await here.segment({ name: "Twice", rule: twice });
    await logins(here, 49, 48, 1);
    const { profile, rows } = await kept(here);
    expect([profile.length, rows.length]).toEqual([1, 1]);
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("a retention that is declared, changed and ended", () => {
  it("holds for what was there before, in profiles and in the history", async () => {
    const here = world("declared");
    const segment = await here.segment({ name: "Twice", rule: twice });
    await logins(here, 100, 30, 1);
    expect(await here.members(segment)).toHaveLength(1);
    await keep(here, "P1D");
    expect(await here.members(segment)).toEqual([]);
    const { profile, rows } = await kept(here);
    expect([profile.length, rows.length]).toEqual([1, 1]);
    const ends = async () => (await kept(here)).rows.map(({ expiresAt }) => expiresAt);
    await keep(here, "P9D");
    expect(await ends()).toEqual([Math.ceil((here.now - anHour + 9 * aDay) / 1_000)]);
    await keep(here, undefined);
    expect(await ends()).toEqual([undefined]);
    await here.travel(here.now + 20 * aDay);
    expect((await kept(here)).profile).toHaveLength(1);
  });

  it("leaves nothing that is too old to a rule that comes later", async () => {
    const here = world("later rule");
    await logins(here, 100, 30, 1);
    await keep(here, "P2D");
    const segment = await here.segment({ name: "Three", rule: atLeast(3, "login", "P30D") });
    expect(await here.members(segment)).toEqual([]);
    const two = await here.segment({ name: "Two", rule: atLeast(2, "login", "P30D") });
    expect(await here.members(two)).toHaveLength(1);
  });
});

const seed = seedOf("retention");

it("members are at every instant those whose kept behaviours count", async () => {
  const here = world(`random ${seed}`);
  const random = new Random(seed);
  await keep(here, "P2D");
  const segment = await here.segment({ name: "Twice", rule: twice });
  const told: number[] = [];
  for (let step = 0; step < 12; step += 1) {
    const at = here.now - random.below(60) * anHour;
    told.push(at);
    await here.apply(crm.says(did("1", "login", at)));
    await here.settle();
    await here.travel(here.now + random.below(40) * anHour);
    const counted = new Set(told.filter((each) => each + 2 * aDay > here.now));
    expect((await here.members(segment)).length, `step ${step}`).toBe(counted.size >= 2 ? 1 : 0);
  }
});
