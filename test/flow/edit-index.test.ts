import { afterAll, beforeAll, expect, it } from "vitest";
import { IndexEditor } from "../../shared/flow/edit-index.ts";
import { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

it("a version that takes over once more, and late, leaves a newer one in the index", async () => {
  const here = world("late take-over");
  const { workspaceId } = here;
  const live = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const editor = new IndexEditor(here.storage.index);
  const add = (version: number, value: string) =>
    editor.add(workspaceId, {
      segmentId: live.id,
      version,
      object: "contact",
      rule: RuleGroup.parse(where("tier", "=", value)),
      serving: false,
      replaces: [],
      policy: async () => undefined,
    });
  const second = await add(2, "Silver");
  expect(await editor.takeOver(workspaceId, "contact", second)).toBe(true);
  const third = await add(3, "Bronze");
  expect(await editor.takeOver(workspaceId, "contact", second)).toBe(true);
  expect(await editor.takeOver(workspaceId, "contact", third)).toBe(true);
  expect(await editor.takeOver(workspaceId, "contact", second)).toBe(false);
});
