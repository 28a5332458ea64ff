import { afterAll, beforeAll, expect, it } from "vitest";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, prm, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** The profiles in the order in which they were written. */
async function written(here: World): Promise<(string | undefined)[]> {
  return (await here.take()).map(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S);
}

const imported = (message: number) =>
  crm.says(
    ...Array.from({ length: 8 }, (_, at) => set(`imported-${message}-${at}`, { tier: "Gold" })),
  );

it("a quiet source's change is written before those of an import that came in the same batch", async () => {
  const here = world("quiet-sources");
  const lots = Array.from({ length: 9 }, (_, message) => imported(message));
  await here.apply(...lots, prm.says(set("only-one", { tier: "Gold" })));
  const order = await written(here);
  expect(order).toHaveLength(73);
  expect(order[0]).toBe(profileIdOf(here.workspaceId, "contact", "prm", "only-one"));
});

it("where no source has many, all are written together", async () => {
  const here = world("few-sources");
  await here.apply(imported(0), prm.says(set("only-one", { tier: "Gold" })));
  expect(await written(here)).toHaveLength(9);
});
