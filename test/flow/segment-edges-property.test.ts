import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { memberTurns, type PlainLife, type PlainSegment } from "./edge-recomputation.ts";
import { atLeast, crm, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aMinute = 60_000;
const start = Date.parse("2026-11-22T10:00:00Z");
const window = 180;
const aDay = 24 * 60;

function instant(minute: number): number {
  return start + minute * aMinute;
}

function change(recordId: string, minute: number, body: Change["body"]): Change {
  return { object: "contact", recordId, at: instant(minute), body };
}

function anySegment(random: Random, place: number): PlainSegment {
  const kinds =
    place === 0 ? (["tier", "viewed"] as const) : (["tier", "viewed", "in", "notIn"] as const);
  return {
    kind: random.pick(kinds),
    of: random.below(Math.max(1, place)),
    dwell: random.pick([0, 0, 30, 240]),
    grace: random.pick([0, 30, 300, 700]),
    retireAt: random.chance(0.25) ? random.below(2 * aDay) : Number.POSITIVE_INFINITY,
  };
}

function ruleOf({ kind, of }: PlainSegment, made: readonly Segment[]): RuleGroup {
  if (kind === "tier") return where("tier", "=", "Gold");
  if (kind === "viewed") return atLeast(1, "viewed", `PT${window}M`);
  return where("segment", kind, [made[of]?.id]);
}

async function define(here: World, plain: readonly PlainSegment[]): Promise<Segment[]> {
  const made: Segment[] = [];
  for (const [place, each] of plain.entries())
    made.push(
      await here.segment({
        name: `S${place}`,
        rule: ruleOf(each, made),
        ...(each.dwell === 0 ? {} : { entryDwell: `PT${each.dwell}M` }),
        ...(each.grace === 0 ? {} : { exitGrace: `PT${each.grace}M` }),
        ...(Number.isFinite(each.retireAt)
          ? { retireAt: new Date(instant(each.retireAt)).toISOString() }
          : {}),
      }),
    );
  return made;
}

/** What the sources say of one person: sorted by minute. */
function anyLife(random: Random): PlainLife {
  const minutes = (most: number) =>
    random.list(random.below(most), () => 1 + random.below(2 * aDay)).toSorted((a, b) => a - b);
  const views = minutes(7);
  const tiers = minutes(8).map((from, at) => ({ from, gold: at % 2 === 0 }));
  const bornAt = Math.min(...views, ...tiers.map(({ from }) => from));
  const deletedAt = random.chance(0.25)
    ? bornAt + 1 + random.below(aDay)
    : Number.POSITIVE_INFINITY;
  return {
    window,
    bornAt,
    deletedAt,
    views: views.filter((view) => view < deletedAt),
    tiers: tiers.filter(({ from }) => from < deletedAt),
  };
}

function newsOf(life: PlainLife, recordId: string): { minute: number; change: Change }[] {
  const news = [
    ...life.views.map((minute) => {
      const body = { kind: "behaviour" as const, name: "viewed", properties: {} };
      return { minute, change: change(recordId, minute, { ...body, happenedAt: instant(minute) }) };
    }),
    ...life.tiers.map(({ from, gold }) => {
      const values = { tier: gold ? "Gold" : "Silver" };
      return { minute: from, change: change(recordId, from, { kind: "attributes", values }) };
    }),
  ];
  const gone = {
    minute: life.deletedAt,
    change: change(recordId, life.deletedAt, { kind: "deletion" }),
  };
  return Number.isFinite(life.deletedAt) ? [...news, gone] : news;
}

describe("memberships with graces, dwells and ends", () => {
  it("are what counting every minute of every person says, transition by transition", async () => {
    const seed = seedOf("segment-edges");
    for (let number = 0; number < 2; number += 1) {
      const random = new Random(seed + number);
      const here = world(`edges-${number}`);
      const plain = random.list(4, () => 0).map((_, place) => anySegment(random, place));
      const segments = await define(here, plain);
      const lives = random
        .list(3, () => anyLife(random))
        .filter(({ bornAt }) => Number.isFinite(bornAt));
      const news = lives.flatMap((life, person) => newsOf(life, `${person}`));
      for (const [minute, together] of [...Map.groupBy(news, (each) => each.minute)].toSorted(
        ([one], [other]) => one - other,
      )) {
        // What is heard at the very instant at which a wait ends is heard before it ends.
        await here.travel(instant(minute) - 1);
        here.now = instant(minute);
        await here.apply(crm.says(...together.map((each) => each.change)));
        await here.settle();
      }
      await here.travel(instant(4 * aDay));
      for (const [place, segment] of segments.entries()) {
        const told = (await here.transitions(segment)).map(
          ({ profileId, kind, at }) => `${profileId} ${kind} ${at}`,
        );
        const expected = lives.flatMap((life, person) => {
          const id = profileIdOf(here.workspaceId, "contact", "crm", `${person}`);
          return memberTurns(life, plain, 4 * aDay)
            .filter((turn) => turn.segment === place)
            .map(
              ({ at, member }) =>
                `${id} ${member ? "entered" : "exited"} ${new Date(instant(at)).toISOString()}`,
            );
        });
        const label = `seed ${seed + number}, segment ${place} of ${JSON.stringify(plain)}`;
        expect({ label, told: told.toSorted() }).toEqual({ label, told: expected.toSorted() });
      }
    }
  });
});
