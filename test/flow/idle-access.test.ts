import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { keepAccess } from "../../shared/flow/keep-access.ts";
import type { TestDatabase } from "../test-database.ts";
import { expired, granter, invalidGrant, stored } from "./access.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());
afterEach(() => vi.useRealTimers());

/** Tokens live by the wall clock: it alone moves. */
function pass(milliseconds: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + milliseconds });
}

describe("idle access", () => {
  const days = (count: number): number => count * 86_400_000;
  const renewed = { workspaceId: "", connectionId: "crm" };

  it("is renewed once a week, and no sooner", async () => {
    const here = world("idle");
    await using crm = await granter();
    await expired(here);
    await here.storage.renewals.note({ ...renewed, workspaceId: here.workspaceId }, Date.now());
    pass(days(6));
    await keepAccess(here.context);
    expect(crm.exchanges()).toBe(0);
    pass(days(2));
    expect(await keepAccess(here.context)).toEqual({ renewed: 1, failed: 0 });
    expect(await keepAccess(here.context)).toEqual({ renewed: 0, failed: 0 });
    expect(crm.exchanges()).toBe(1);
    expect((await stored(here))?.tokens?.access).toBe("access-1");
  });

  it("that cannot be renewed today is tried tomorrow; that of a dead grant is not", async () => {
    const here = world("idle-failing");
    await using crm = await granter();
    await expired(here);
    await here.storage.renewals.note({ ...renewed, workspaceId: here.workspaceId }, 0);
    crm.failure = { status: 502 };
    expect(await keepAccess(here.context)).toEqual({ renewed: 0, failed: 1 });
    crm.failure = invalidGrant;
    pass(days(1));
    expect(await keepAccess(here.context)).toEqual({ renewed: 0, failed: 0 });
    expect((await stored(here))?.state).toBe("reconnect-needed");
    pass(days(1));
    await keepAccess(here.context);
    expect(crm.exchanges()).toBe(2);
  });
});
