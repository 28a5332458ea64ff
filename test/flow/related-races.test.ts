import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RefreshMessage } from "../../shared/contracts/related.ts";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { createSegment } from "../../shared/flow/define-segment.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { company, some, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const atGold = { name: "At a gold company", rule: some("company", where("tier", "=", "Gold")) };
const hasBuyer = {
  name: "Has a buyer",
  object: "company" as const,
  rule: some("contacts", where("role", "=", "Buyer")),
};

/** Another worker of the same flow that has decided, but waits before each write. */
function slowWorker(here: World) {
  const storage = openStorage({ profiles: "profiles", views: "views", registry: "registry" });
  const write = storage.profiles.write.bind(storage.profiles);
  const decided = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  storage.profiles.write = async (pending) => {
    decided.resolve();
    await goOn.promise;
    await write(pending);
  };
  return {
    refresh: () => applyChanges({ ...here.context, storage }, notes(here)),
    decided: decided.promise,
    goOn: goOn.resolve,
  };
}

function notes(here: World): RefreshMessage[] {
  return here.changes.take().map((body) => RefreshMessage.parse(body));
}

describe("an association and a change of the company at once", () => {
  it("end well though the company's change is published before the association is", async () => {
    const here = world("overtaken");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 1)));
    await here.settle();
    await here.apply(crm.says(worksAt("ann", "acme", 2)));
    const [association] = await here.take();
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 3)));
    const [change] = await here.take();
    if (association === undefined || change === undefined) throw new Error("no stream records");
    await publishStream(here.context, "one shard", [change]);
    await here.refresh();
    await publishStream(here.context, "another shard", [association]);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });
});

describe("a build that finds a company changed before its contacts are told", () => {
  it("lets the segments that read the change follow it", async () => {
    const here = world("build-first");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 1), worksAt("ann", "acme", 1)));
    await here.settle();
    await createSegment(here.context, {
      workspaceId: here.workspaceId,
      name: "At a large company",
      object: "contact",
      owner: "ann@acme.test",
      rule: some("company", where("size", ">", 100)),
    });
    here.context.index.forget();
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    await here.build(Number.POSITIVE_INFINITY);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });
});

describe("a decision that was overtaken", () => {
  it("does not bring back what its company was, though the company is as before again", async () => {
    const here = world("company-aba");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 1), worksAt("ann", "acme", 1)));
    await here.settle();
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    await here.settleStream();
    const slow = slowWorker(here);
    const refreshing = slow.refresh();
    await slow.decided;
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 3)));
    await here.settle();
    slow.goOn();
    await refreshing;
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("does not bring back what a contact was, though the contact is as before again", async () => {
    const here = world("contact-aba");
    const segment = await here.segment(hasBuyer);
    await here.apply(crm.says(company("acme", {}, 1), worksAt("ann", "acme", 1)));
    await here.apply(crm.says(set("ann", { role: "Seller" }, 1)));
    await here.settle();
    await here.apply(crm.says(set("ann", { role: "Buyer" }, 2)));
    await here.settleStream();
    const slow = slowWorker(here);
    const refreshing = slow.refresh();
    await slow.decided;
    await here.apply(crm.says(set("ann", { role: "Seller" }, 3)));
    await here.settle();
    slow.goOn();
    await refreshing;
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });
});
