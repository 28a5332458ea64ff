import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

async function entering(here: World, recordId: string) {
  await here.apply(crm.says(set(recordId, { tier: "Gold" }, 1)));
  await here.settle();
  return here.events.splice(0).map((event) => ("destinations" in event ? event.destinations : []));
}

describe("an event on the bus", () => {
  it("says which kinds of destinations its segment has at that moment", async () => {
    const here = world("addressed");
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    expect(await entering(here, "1")).toEqual([[]]);
    const receiver = { kind: "webhook", url: "https://example.com/muster", secret: "s" } as const;
    const destination = await bindDestination(here.context, segment, receiver);
    expect(await entering(here, "2")).toEqual([["webhook"]]);
    await here.storage.destinations.write({ ...destination, state: "removed" });
    expect(await entering(here, "3")).toEqual([[]]);
  });
});
