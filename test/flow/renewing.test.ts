import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { withFreshTokens } from "../../shared/flow/fresh-tokens.ts";
import { openAccess } from "../../shared/flow/open-access.ts";
import {
  AuthenticationError,
  PermanentError,
  RateLimitedError,
  RetryableError,
} from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { anotherWorker, expired, granter, invalidGrant, stored } from "./access.ts";
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

/** A worker that is killed after its exchange, before what came of it is stored. */
function killedBeforeSaving(here: World) {
  const worker = anotherWorker(here);
  let saving = (): void => {};
  const reached = new Promise<void>((resolve) => {
    saving = resolve;
  });
  worker.storage.connections.write = () => {
    saving();
    return new Promise(() => {});
  };
  return { worker, reached };
}

describe("a token that ran out", () => {
  it("is exchanged once by 100 simultaneous workers, who all get the new one", async () => {
    const here = world("hundred");
    await using crm = await granter();
    crm.rotates = true;
    const old = await expired(here);
    const workers = Array.from({ length: 100 }, () => anotherWorker(here));
    // Connections to the database are open before the race begins.
    await Promise.all(
      workers.map(({ storage }) => storage.connections.get(here.workspaceId, old.id)),
    );
    const fresh = await Promise.all(workers.map((worker) => withFreshTokens(worker, old)));
    expect(crm.exchanges()).toBe(1);
    expect(new Set(fresh.map(({ tokens }) => tokens?.access))).toEqual(new Set(["access-1"]));
    expect(await stored(here)).toMatchObject({
      state: "connected",
      tokens: { access: "access-1", refresh: "refresh-1" },
    });
  });

  it("is not exchanged again by one who was given the old one", async () => {
    const here = world("late");
    await using crm = await granter();
    const old = await expired(here);
    await withFreshTokens(here.context, old);
    expect((await withFreshTokens(anotherWorker(here), old)).tokens?.access).toBe("access-1");
    expect(crm.exchanges()).toBe(1);
  });

  it("is asked for once while the source fails; everybody else is told to wait", async () => {
    const here = world("outage");
    await using crm = await granter();
    crm.failure = { status: 503 };
    const old = await expired(here);
    const workers = Array.from({ length: 20 }, () => anotherWorker(here));
    const tried = await Promise.allSettled(workers.map((worker) => withFreshTokens(worker, old)));
    const errors = tried.map((each) => (each.status === "rejected" ? each.reason : undefined));
    expect(crm.exchanges()).toBe(1);
    expect(errors.filter((error) => error instanceof RateLimitedError)).toHaveLength(19);
    expect(errors.filter((error) => error instanceof RetryableError)).toHaveLength(1);
    crm.failure = undefined;
    pass(11_000);
    expect((await withFreshTokens(here.context, old)).tokens?.access).toBe("access-1");
    expect((await stored(here))?.state).toBe("connected");
  });

  it("blames the app, not the grant, where the source does not know the app", async () => {
    const here = world("wrong-app");
    await using crm = await granter();
    crm.failure = { status: 401, json: { category: "INVALID_AUTHENTICATION" } };
    const renewing = withFreshTokens(here.context, await expired(here));
    await expect(renewing).rejects.toBeInstanceOf(PermanentError);
    await expect(renewing).rejects.toMatchObject({
      remedy: expect.stringContaining("HUBSPOT_CLIENT_SECRET"),
    });
    expect((await stored(here))?.state).toBe("connected");
  });

  it("is exchanged by the next worker where one was killed before it saved", async () => {
    const here = world("killed");
    await using crm = await granter();
    const old = await expired(here);
    const { worker, reached } = killedBeforeSaving(here);
    void withFreshTokens(worker, old);
    await reached;
    pass(31_000);
    const fresh = await withFreshTokens(anotherWorker(here), old);
    expect(fresh.tokens).toMatchObject({ access: "access-2", refresh: "refresh-0" });
    expect(await stored(here)).toEqual(fresh);
    expect(crm.exchanges()).toBe(2);
  });

  it("that was rotated away by a killed worker needs a person, and says why", async () => {
    const here = world("rotated-away");
    await using crm = await granter();
    crm.rotates = true;
    const old = await expired(here);
    const { worker, reached } = killedBeforeSaving(here);
    void withFreshTokens(worker, old);
    await reached;
    pass(31_000);
    const renewing = withFreshTokens(anotherWorker(here), old);
    await expect(renewing).rejects.toBeInstanceOf(AuthenticationError);
    expect(await stored(here)).toMatchObject({
      state: "reconnect-needed",
      lastError: { at: here.now, message: expect.stringContaining("was interrupted at") },
    });
    await expect(withFreshTokens(anotherWorker(here), old)).rejects.toThrow("connected again");
    expect(crm.exchanges()).toBe(2);
  });

  it("is saved beside what an admin edits meanwhile", async () => {
    const here = world("edited");
    await using crm = await granter();
    const old = await expired(here);
    crm.during = async () => {
      await here.storage.connections.write({ ...old, name: "Portal of the north" });
    };
    await withFreshTokens(here.context, old);
    expect(await stored(here)).toMatchObject({
      name: "Portal of the north",
      tokens: { access: "access-1" },
    });
  });

  it.each(["granted", "refused"])(
    "gives way to a new grant that comes meanwhile, %s",
    async (outcome) => {
      const here = world(`new-grant-${outcome}`);
      await using crm = await granter();
      const old = await expired(here);
      const tokens = { access: "granted", refresh: "other", expiresAt: Date.now() + 1_800_000 };
      crm.during = async () => {
        await here.storage.connections.write({ ...old, tokens });
      };
      if (outcome === "refused") crm.failure = invalidGrant;
      const fresh = await withFreshTokens(here.context, old);
      expect(fresh).toMatchObject({ state: "connected", tokens });
      expect(await stored(here)).toEqual(fresh);
    },
  );
});

describe("a refused token", () => {
  const later = Date.now() + 86_400_000;
  const refusing =
    (...refused: string[]) =>
    async ({ tokens }: { tokens?: { access: string } | undefined }): Promise<string> => {
      const access = tokens?.access ?? "";
      if (refused.includes(access)) throw new AuthenticationError(`refused ${access}`);
      return access;
    };

  it("is replaced once, and the work is done again", async () => {
    const here = world("refused");
    await using crm = await granter();
    const old = await expired(here, { expiresAt: later });
    const workers = Array.from({ length: 10 }, () => openAccess(anotherWorker(here), old));
    const done = await Promise.all(workers.map((access) => access(refusing("access-0"))));
    expect(new Set(done)).toEqual(new Set(["access-1"]));
    expect(crm.exchanges()).toBe(1);
  });

  it("needs a person where the source refuses the new one as well", async () => {
    const here = world("refused-twice");
    await using crm = await granter();
    const access = openAccess(here.context, await expired(here, { expiresAt: later }));
    const working = access(refusing("access-0", "access-1"));
    await expect(working).rejects.toThrow("refused access-1");
    expect(crm.exchanges()).toBe(1);
    expect(await stored(here)).toMatchObject({
      state: "reconnect-needed",
      lastError: { message: "refused access-1" },
    });
  });
});
