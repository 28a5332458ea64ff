import { afterAll, beforeAll, expect, it } from "vitest";
import { presentIndex } from "../../shared/flow/membership-now.ts";
import { previewRule } from "../../shared/flow/preview-rule.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

const people = 1_600;

let database: TestDatabase;
let here: World;
beforeAll(async () => {
  const started = await World.start();
  database = started.database;
  here = started.world("many people");
  const all = Array.from({ length: people }, (_, at) =>
    set(`${at}`, { tier: at % 4 === 0 ? "Gold" : "Silver", score: at % 100 }, 1),
  );
  for (let start = 0; start < people; start += 200)
    await here.apply(crm.says(...all.slice(start, start + 200)));
  await here.settle();
});
afterAll(() => database.stop());

async function previewed(rule: RuleGroup, atMost?: number) {
  const { context, workspaceId } = here;
  const snapshot = await presentIndex(context, workspaceId);
  return previewRule(context, snapshot, { object: "contact", rule, atMost });
}

it("a rule over many profiles is first answered by a sample of them, whose interval holds the count", async () => {
  const { count, exact, interval, profiles } = await previewed(where("tier", "=", "Gold"), 400);
  expect(exact).toBe(false);
  expect(profiles).toBeGreaterThanOrEqual(384);
  expect(profiles).toBeLessThanOrEqual(416);
  expect(interval?.low).toBeLessThan(people / 4);
  expect(interval?.high).toBeGreaterThan(people / 4);
  expect(count).toBeGreaterThan(people / 5);
  expect(count).toBeLessThan(people / 3);
});

it("of no more profiles than are asked for the answer is exact", async () => {
  const rule = where("score", "<", 10);
  const exactly = { count: people / 10, exact: true, profiles: people };
  expect(await previewed(rule, people)).toMatchObject(exactly);
  expect(await previewed(rule)).toMatchObject(exactly);
});
