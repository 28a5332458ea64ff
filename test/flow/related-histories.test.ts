import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { RefreshMessage } from "../../shared/contracts/related.ts";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { createSegment } from "../../shared/flow/define-segment.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, deleted, did, merged, prm, set, where } from "./messages.ts";
import {
  childOf,
  companiesMerged,
  company,
  companyGone,
  employs,
  matching,
  some,
  worksAt,
} from "./related-messages.ts";
import { recomputed } from "./related-recomputation.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = where("tier", "=", "Gold");
const everyone: RuleGroup = { combinator: "and", rules: [] };

const aboutContacts: readonly RuleGroup[] = [
  some("company", gold),
  some("company", some("ancestors", gold)),
  matching("company", { mode: "all" }, matching("ancestors", { mode: "none" }, gold)),
  where("company", "null"),
];
const aboutCompanies: readonly RuleGroup[] = [
  some("ancestors", gold),
  matching("ancestors", { mode: "atLeast", threshold: 2 }, everyone),
  matching("contacts", { mode: "atLeast", threshold: 2 }, where("role", "=", "Buyer")),
  matching("contacts", { mode: "none" }, atLeast(1, "viewed", "P7D")),
];

const people = ["1", "2", "3", "4"] as const;
const firms = ["a", "b", "c", "d"] as const;
const minutes = 40;

/** One change of one source, any of all that can touch related profiles. */
function anyChange(random: Random, now: number): Change {
  const [person, firm, other] = [random.pick(people), random.pick(firms), random.pick(firms)];
  const minute = random.below(minutes);
  const removed = random.chance(0.35);
  const kinds: readonly (() => Change)[] = [
    () => company(firm, { tier: random.pick(["Gold", "Silver", null]) }, minute),
    () => set(person, { role: random.pick(["Buyer", "Seller", null]) }, minute),
    () => worksAt(person, firm, minute, removed),
    () => employs(firm, person, minute, removed),
    () => (firm === other ? company(firm, {}, minute) : childOf(firm, other, minute, removed)),
    () => did(person, "viewed", now - random.below(3) * 86_400_000),
    () => company(firm, { domain: random.pick(["acme.test", "globex.test", null]) }, minute),
  ];
  const rare: readonly (() => Change)[] = [
    () => companyGone(firm, minute),
    () => deleted(person, minute),
    () => (firm === other ? companyGone(firm, minute) : companiesMerged(firm, [other], minute)),
    () => (person === "1" ? deleted(person, minute) : merged("1", [person], minute)),
  ];
  return random.chance(0.12) ? random.pick(rare)() : random.pick(kinds)();
}

/** Lets everything happen at once that may: changes, notes to look again (some twice), the stream. */
async function live(here: World, random: Random, changes: readonly Change[]): Promise<void> {
  const waiting = [...changes];
  let held: RefreshMessage[] = [];
  while (waiting.length > 0) {
    const told = held.concat(here.changes.take().map((body) => RefreshMessage.parse(body)));
    held = told.filter(() => random.chance(0.4));
    const now = told.filter((each) => !held.includes(each) || random.chance(0.3));
    const batch = waiting.splice(0, 1 + random.below(4));
    const source = random.chance(0.5) ? crm : prm;
    await Promise.all([
      here.apply(source.says(...batch)),
      applyChanges(here.context, now),
      random.chance(0.6) ? here.publish() : undefined,
      random.chance(0.5) ? here.build(2) : undefined,
    ]);
    if (random.chance(0.3)) here.context.index.forget();
  }
  await here.context.queues.changes.send(held.map((body) => ({ body, group: "" })));
}

/** Known to every writer from here on; their builds go on beside what happens. */
async function startSegments(here: World): Promise<string[]> {
  const { workspaceId, context } = here;
  const wanted = [
    ...aboutContacts.map((rule) => ({ object: "contact" as const, rule })),
    ...aboutCompanies.map((rule) => ({ object: "company" as const, rule })),
  ];
  const ids: string[] = [];
  for (const [at, each] of wanted.entries()) {
    const named = { ...each, workspaceId, name: `rule ${at}`, owner: "ann@acme.test" };
    ids.push((await createSegment(context, named)).id);
  }
  context.index.forget();
  return ids;
}

async function expectTruth(here: World, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const segment = await here.storage.segments.get(here.workspaceId, id);
    if (segment?.state !== "live") throw new Error(`the segment is ${segment?.state}`);
    const { name } = segment;
    const members = await recomputed(here, segment);
    expect({ name, members: await here.members(segment) }).toEqual({ name, members });
  }
}

describe("random histories of related profiles", () => {
  const seed = seedOf("related histories");

  it.each(Array.from({ length: 6 }, (_, run) => run))(
    "end in the members that the sources' last words make (run %i)",
    async (run) => {
      const random = new Random(seed + run);
      const here = world(`history-${run}`);
      const changes = random.list(60, () => anyChange(random, here.now));
      // What is there before the segments is found by their builds, the rest by being told.
      const before = random.below(30);
      await live(here, random, changes.slice(0, before));
      const segments = await startSegments(here);
      await live(here, random, changes.slice(before));
      await here.settle();
      await expectTruth(here, segments);
      await here.travel(here.now + random.below(9) * 86_400_000);
      await expectTruth(here, segments);
    },
    60_000,
  );
});
