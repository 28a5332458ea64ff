import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Program } from "../../shared/contracts/program.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { createProgram } from "../../shared/flow/define-program.ts";
import { type Audience, measureEntries } from "../../shared/flow/measure-entries.ts";
import { measureProgram } from "../../shared/flow/measure-program.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, did, set, where } from "./messages.ts";
import { audience } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const people = 40;
const steps = 16;
const variants = [
  { name: "short", percent: 30 },
  { name: "long", percent: 40 },
];
const passed = { kind: "behaviour", name: "Passed", within: "P5D", behaviour: "passed" } as const;
const renewed = { kind: "attribute", name: "Renewed", within: "P5D", attribute: "plan" } as const;

/** FNV-1a over the letters, in hundredths of a percent, without the engine's words. */
function bucket(text: string): number {
  let hash = 0x811c9dc5n;
  for (const letter of text)
    hash = ((hash ^ BigInt(letter.charCodeAt(0))) * 16_777_619n) % 2n ** 32n;
  return Number((hash * 10_000n) / 2n ** 32n);
}

function groupOf({ id }: Program, person: string): string {
  if (bucket(`${id}:holdout:${person}:split`) < 3_000) return "holdout";
  const part = bucket(`${id}:variants:${person}:split`);
  return part < 3_000 ? "short" : part < 7_000 ? "long" : "no variant";
}

/** What a person did and was, as the test made it up. */
interface Life {
  readonly id: string;
  readonly passedAt: number[];
  readonly plans: { at: number; plan: string }[];
  enteredAt?: number;
}

/** Lets days pass in which people turn Gold, are blocked, pass and renew; notes who was in when. */
async function lives(
  here: World,
  random: Random,
  program: (gold: Segment, blocked: Segment) => Promise<Program>,
) {
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const blocked = await here.segment({ name: "Blocked", rule: where("blocked", "=", true) });
  const all = random
    .list(people, () => 0)
    .map((_, at): Life => {
      const id = profileIdOf(here.workspaceId, "contact", "crm", String(at));
      return { id, passedAt: [], plans: [] };
    });
  let made: Program | undefined;
  for (let step = 0; step < steps; step += 1) {
    here.now += aDay;
    const at = here.now;
    const changes = all.flatMap((life, who) => {
      const { values, passes } = someDay(random);
      if (passes) life.passedAt.push(at);
      if (values.plan !== undefined) life.plans.push({ at, plan: values.plan });
      const told = Object.keys(values).length === 0 ? [] : [{ ...set(`${who}`, values), at }];
      return [...told, ...(passes ? [did(`${who}`, "passed", at)] : [])];
    });
    await here.apply(crm.says(...changes));
    await here.settle();
    if (step === 4) made = await program(gold, blocked);
    const inside = new Set(await here.members(gold));
    for (const each of await here.members(blocked)) inside.delete(each);
    if (made !== undefined) for (const life of all) if (inside.has(life.id)) life.enteredAt ??= at;
  }
  if (made === undefined) throw new Error("no program was made");
  return { all, program: made };
}

function someDay(random: Random) {
  const values: { tier?: string; blocked?: boolean; plan?: string } = {};
  if (random.chance(0.2)) values.tier = random.pick(["Gold", "Silver"]);
  if (random.chance(0.1)) values.blocked = random.chance(0.5);
  if (random.chance(0.15)) values.plan = random.pick(["new", "old"]);
  return { values, passes: random.chance(0.1) };
}

/** Counted and reached of one group, looked up in the lives themselves. */
function expected(
  all: readonly Life[],
  now: number,
  reached: (life: Life, from: number) => number[],
) {
  let [counted, count, before, open] = [0, 0, 0, 0];
  for (const life of all) {
    if (life.enteredAt === undefined) continue;
    const { enteredAt } = life;
    const was = life.plans.filter(({ at }) => at < enteredAt).at(-1)?.plan === "new";
    const until = enteredAt + 5 * aDay;
    if (until > now) open += 1;
    else if (was) before += 1;
    else counted += 1;
    if (until > now) continue;
    if (reached(life, enteredAt).some((at) => at >= enteredAt && at < until) && !was) count += 1;
  }
  return { counted, count, before, open };
}

describe("results of a program", () => {
  it("are what its people's lives say, each in their group from their first day in it", async () => {
    const seed = seedOf("results of a program");
    const random = new Random(seed);
    const here = world(`results-${seed}`);
    const make = async (gold: Segment, blocked: Segment) => {
      const { program } = await createProgram(here.context, {
        ...audience(here, [gold], [blocked]),
        kind: "grant",
        resource: { type: "portal-tab", id: "academy" },
        holdoutPercent: 30,
        variants,
        outcomes: [passed, { ...renewed, value: "new" }],
      });
      return program;
    };
    const { all, program } = await lives(here, random, make);
    const { tally, covered } = await measureProgram(here.context, program);
    expect(covered).toBe(1);
    const [passing, renewing] = tally.outcomes;
    for (const [place, { name, people: counted }] of tally.groups.entries()) {
      const own = all.filter(({ id }) => groupOf(program, id) === name);
      expect(counted, name).toBe(own.filter(({ enteredAt }) => enteredAt !== undefined).length);
      const plans = expected(own, here.now, ({ plans: said }) =>
        said.filter(({ plan }) => plan === "new").map(({ at }) => at),
      );
      const { open, before, proportion } = renewing?.groups[place] ?? {};
      expect({ open, before, ...proportion }, name).toEqual({
        open: plans.open,
        before: plans.before,
        of: plans.counted,
        reached: plans.count,
      });
      const free = own.map((life) => ({ ...life, plans: [] }));
      const passes = expected(free, here.now, ({ passedAt }) => passedAt);
      expect(passing?.groups[place]?.proportion, name).toEqual({
        of: passes.counted,
        reached: passes.count,
      });
    }
  });

  it("are of a sample where there is no time to read everybody", async () => {
    const here = world("sampled");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const ids = Array.from({ length: people }, (_, at) => String(at));
    await here.apply(crm.says(...ids.map((id) => set(id, { tier: "Gold" }))));
    await here.settle();
    const { workspaceId } = here;
    const of: Audience = {
      workspaceId,
      object: "contact",
      include: [gold.id],
      exclude: [],
      from: here.now,
      until: here.now + 1,
    };
    const whole = await measureEntries(here.context, of, Infinity);
    expect([...whole.people.values()].flat()).toHaveLength(people);
    expect(whole.covered).toBe(1);
    const none = await measureEntries(here.context, of, -Infinity);
    expect(none.people.size).toBe(0);
    expect(none.covered).toBeLessThan(1);
  });
});
