import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FanOutMessage, RefreshMessage } from "../../shared/contracts/related.ts";
import { refreshRelated } from "../../shared/flow/refresh-related.ts";
import type { TestDatabase } from "../test-database.ts";
import { requestsOf } from "./count-requests.ts";
import { crm, set, where } from "./messages.ts";
import { company, matching, profileOf, some, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const atGold = { name: "At a gold company", rule: some("company", where("tier", "=", "Gold")) };

function staff(of: string, count: number) {
  return Array.from({ length: count }, (_, at) => worksAt(`${of}-${at}`, of, 1));
}

/** Lets everything but what is asked of related profiles come to rest. */
async function publishAll(here: World): Promise<void> {
  while (await here.publish()) here.context.index.forget();
}

describe("a change of a company", () => {
  it("touches those associated with it and nobody else", async () => {
    const here = world("untouched");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(...staff("acme", 30), ...staff("globex", 3), set("free", {}, 1)));
    await here.apply(crm.says(company("acme", {}, 1), company("globex", { tier: "Gold" }, 1)));
    await here.settle();
    const others = ["globex-0", "globex-1", "globex-2", "free"];
    const before = await Promise.all(others.map((each) => profileOf(here, "contact", each)));
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(33);
    const after = await Promise.all(others.map((each) => profileOf(here, "contact", each)));
    expect(after).toEqual(before);
  });

  it("in what no rule reads touches nobody", async () => {
    const here = world("unread");
    await here.segment(atGold);
    await here.apply(crm.says(...staff("acme", 3), company("acme", { tier: "Gold" }, 1)));
    await here.settle();
    await here.apply(crm.says(company("acme", { city: "Oslo" }, 2)));
    await publishAll(here);
    expect(here.changes.messages).toEqual([]);
  });

  it("costs each of its contacts one write, and all of them two reads", async () => {
    const here = world("cost");
    await here.segment(atGold);
    await here.apply(crm.says(...staff("acme", 50), company("acme", {}, 1)));
    await here.settle();
    // The rules are in memory once they were used.
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 2)));
    await here.settle();
    await here.context.index.snapshot(here.workspaceId);
    const change = company("acme", { tier: "Gold" }, 3);
    expect(await requestsOf(() => here.apply(crm.says(change)))).toBe(2);
    await publishAll(here);
    await here.context.index.snapshot(here.workspaceId);
    // All contacts and the company are read at once.
    expect(await requestsOf(() => here.refresh())).toBe(2 + 50);
    await here.settle();
    await here.context.index.snapshot(here.workspaceId);
    // What each carries is enough for its own changes.
    expect(await requestsOf(() => here.apply(crm.says(set("acme-0", { city: "Oslo" }, 4))))).toBe(
      2,
    );
  });

  it("with many contacts tells the company once for a batch of them", async () => {
    const here = world("coalesced");
    const buyers = matching(
      "contacts",
      { mode: "atLeast", threshold: 20 },
      where("role", "=", "Buyer"),
    );
    await here.segment({ name: "Buyers", object: "company", rule: buyers });
    await here.apply(crm.says(...staff("acme", 40), company("acme", {}, 1)));
    await here.settle();
    const roles = Array.from({ length: 40 }, (_, at) => set(`acme-${at}`, { role: "Buyer" }, 2));
    await here.apply(crm.says(...roles));
    await publishAll(here);
    const told = here.changes.messages.map(({ body }) => RefreshMessage.parse(body));
    expect(told.flatMap(({ ids }) => ids)).toHaveLength(1);
  });
});

describe("a company with more than a thousand contacts", () => {
  it("has them refreshed page by page in a lane of its own, the changes queue staying free", async () => {
    const here = world("lane");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(...staff("acme", 1_500), company("acme", {}, 1)));
    await here.settle();
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    await publishAll(here);
    expect(here.changes.messages).toEqual([]);
    const [first] = here.related.take().map((body) => FanOutMessage.parse(body));
    if (first === undefined) throw new Error("nothing came to the lane");
    await refreshRelated(here.context, first);
    const [rest] = here.related.messages.map(({ body }) => FanOutMessage.parse(body));
    expect(rest?.after).toBeDefined();
    // A crash after the work and before the message is gone repeats it.
    await refreshRelated(here.context, first);
    await here.settle();
    expect(await here.size(segment)).toBe(1_500);
    const ids = await here.storage.members.bySince(here.workspaceId, segment.id, 2_000, undefined);
    expect(new Set(ids.map(({ row }) => row.profileId)).size).toBe(1_500);
  }, 240_000);
});
