import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { declareAttribute } from "../../shared/flow/declare-attribute.ts";
import { addCandidate, promote } from "../../shared/flow/define-segment.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, type Source, set, where } from "./messages.ts";
import { membersByWhatWasSaid, type Told } from "./reading-recomputation.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aMinute = 60_000;
const anHour = 60 * aMinute;
const people = ["1", "2", "3", "4"] as const;
/** More than one, so that a rule may ask for a past that none before it did. */
const names = ["tier", "plan"] as const;
const tiers = ["Gold", "gold", "Silver", null] as const;

/** Any rule on what a person is, has been, or is a member of. */
function anyRule(random: Random, readable: readonly Segment[]): RuleGroup {
  const [name, tier] = [random.pick(names), random.pick(["Gold", "Silver"])];
  const window = random.pick(["PT3H", "P1D"]);
  const past: readonly RuleGroup[] = [
    where(name, "hasEverBeen", [tier]),
    where(name, "hasNeverBeen", [tier]),
    where(name, "changedInLast", window),
    where(name, "notChangedInLast", window),
    where(name, "updatedInLast", window),
  ];
  const plain = random.chance(0.7) ? past : [where(name, "=", tier), where(name, "!=", tier)];
  if (readable.length === 0 || random.chance(0.4)) return random.pick(plain);
  const operator = random.pick(["in", "notIn"]);
  const reads = where("segment", operator, [random.pick(readable).id]);
  return random.chance(0.5)
    ? reads
    : { combinator: random.pick(["and", "or"]), rules: [reads, random.pick(plain)] };
}

/** A source either merges records of its own or deletes some, so that any order means the same. */
function anyChange(random: Random, now: number, merges: boolean): Change {
  const person = random.pick(people);
  const minute = minuteOf(now) - random.below(360);
  if (random.chance(0.1)) return merges ? merged("1", [person], minute) : deleted(person, minute);
  const email = random.chance(0.2) ? { email: random.pick(["a@acme.test", "b@acme.test"]) } : {};
  const said = { [random.pick(names)]: random.pick(tiers), ...email };
  return set(person, said, minute);
}

/** Messages count minutes from an instant of their own. */
function minuteOf(now: number): number {
  return Math.floor((now - Date.parse("2026-11-22T09:00:00Z")) / aMinute);
}

class History {
  readonly told: Told[] = [];
  readonly segments: Segment[] = [];
  readonly #here: World;
  readonly #random: Random;
  readonly #merges: boolean;

  constructor(here: World, random: Random) {
    this.#here = here;
    this.#random = random;
    this.#merges = random.chance(0.5);
  }

  async step(): Promise<void> {
    const kind = this.#random.below(10);
    if (kind < 6) return this.tell();
    if (kind < 7) return this.define();
    if (kind < 8) return this.redefine();
    if (kind < 9) return this.#here.travel(this.#here.now + this.#random.below(9) * anHour);
    return this.declare();
  }

  async tell(): Promise<void> {
    const source: Source = this.#random.pick([crm, prm]);
    const { now } = this.#here;
    const changes = this.#random.list(1 + this.#random.below(6), () =>
      anyChange(this.#random, now, this.#merges),
    );
    const { connectionId, rank } = source;
    for (const change of changes) this.told.push({ connectionId, rank, receivedAt: 0, change });
    const message = source.says(...changes);
    await this.#here.apply(message);
    if (this.#random.chance(0.3)) await this.#here.apply(message);
    if (this.#random.chance(0.6)) await this.#here.settle();
  }

  async define(): Promise<void> {
    if (this.segments.length === 5) return;
    const rule = anyRule(this.#random, this.segments);
    this.segments.push(await this.#here.segment({ name: `S${this.segments.length}`, rule }));
  }

  /** Only of segments that stand before: the reverse would be a circle. */
  async redefine(): Promise<void> {
    const place = this.#random.below(this.segments.length + 1);
    const segment = this.segments[place];
    if (segment === undefined) return;
    const { workspaceId, storage, context } = this.#here;
    const { version } = await addCandidate(
      context,
      segment,
      anyRule(this.#random, this.segments.slice(0, place)),
    );
    const edited = await storage.segments.get(workspaceId, segment.id);
    if (edited === undefined) throw new Error("the segment is gone");
    await promote(context, edited, version);
    await this.#here.build(this.#random.below(12));
    context.index.forget();
    await this.tell();
    await this.#here.settle();
    this.segments[place] = (await storage.segments.get(workspaceId, segment.id)) ?? segment;
  }

  async declare(): Promise<void> {
    const normalise = this.#random.chance(0.5) ? { map: { gold: "Gold" } } : undefined;
    const { workspaceId, context } = this.#here;
    const of = { workspaceId, object: "contact" } as const;
    await declareAttribute(context, of, this.#random.pick(names), { type: "string", normalise });
    await this.#here.settle();
  }
}

/** Who never took anybody in enters and exits by turns. */
async function expectTurns(here: World, segment: Segment): Promise<void> {
  const transitions = await here.transitions(segment);
  for (const [id, own] of Map.groupBy(transitions, ({ profileId }) => profileId)) {
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    const profile = (await here.storage.profiles.read([key])).get(id);
    if (profile?.records.length !== 1) continue;
    const kinds = own.map(({ kind }) => kind);
    expect(kinds).toEqual(kinds.map((_, at) => (at % 2 === 0 ? "entered" : "exited")));
  }
}

describe("segments that read segments and the past", () => {
  const first = seedOf("reading histories");
  it.each([first, first + 1, first + 2])(
    "hold who they should, whatever happened in whatever order (seed %i)",
    { timeout: 60_000 },
    async (seed) => {
      const random = new Random(seed);
      const here = world(`reading-${seed}`);
      const history = new History(here, random);
      for (let before = 0; before < 12; before += 1) await history.tell();
      for (let step = 0; step < 25; step += 1) await history.step();
      await here.travel(here.now + 1);
      await here.settle();
      const should = await membersByWhatWasSaid(here, history.segments, history.told);
      for (const segment of history.segments) {
        expect(await here.members(segment), segment.name).toEqual(should.get(segment.id));
        expect(await here.size(segment), segment.name).toBe(should.get(segment.id)?.length);
        await expectTurns(here, segment);
      }
    },
  );
});
