import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { RateLimiter, type RateLimits } from "../../shared/api/rate-limits.ts";
import type { Pace } from "../../shared/storage/request-budgets.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client, type Reply } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());
afterEach(() => vi.useRealTimers());

const hourMs = 3_600_000;
/** No more than the first leases, however slow the machine is. */
const small = { requests: 1, perMs: hourMs };
const large = { requests: 1_000_000, perMs: hourMs };

async function untilRefused(client: Client, authorization: string, path = "/api/v1/me") {
  const replies: Reply[] = [];
  for (let last: Reply | undefined; last?.status !== 429 && replies.length < 200; ) {
    last = await client.get(path, { authorization });
    replies.push(last);
  }
  return replies;
}

async function clientWith(name: string, limits: RateLimits): Promise<Client> {
  const client = await Client.of(world(name), { limits });
  for (const token of ["one", "two"])
    await client.world.storage.tokens.issue(`${name}-${token}`, name, token);
  return client;
}

describe("a token that asks too often", () => {
  it("is told when to go on, while others of its workspace are answered", async () => {
    const client = await clientWith("greedy", { caller: small, workspace: large });
    const replies = await untilRefused(client, "Bearer greedy-one");
    expect(replies.length).toBeGreaterThan(1);
    const last = replies.at(-1);
    expect(last).toMatchObject({
      status: 429,
      headers: {
        "content-type": "application/problem+json",
        "ratelimit-policy": '"caller";q=1;w=3600',
      },
      json: { title: "Too many requests" },
    });
    const seconds = Number(last?.headers["retry-after"]);
    expect(seconds).toBeGreaterThan(0);
    expect(last?.headers["ratelimit"]).toBe(`"caller";r=0;t=${seconds}`);
    expect((await client.get("/api/v1/me", { authorization: "Bearer greedy-two" })).status).toBe(
      200,
    );
  });

  it("is told in the words of the protocol it speaks", async () => {
    const client = await clientWith("flagged", { caller: small, workspace: large });
    await untilRefused(client, "Bearer flagged-one");
    const headers = { authorization: "Bearer flagged-one" };
    const body = { context: { targetingKey: "ann" } };
    const flags = await client.post("/ofrep/v1/evaluate/flags", body, headers);
    expect(flags).toMatchObject({ status: 429, json: { errorCode: "GENERAL" } });
    expect(Number(flags.headers["retry-after"])).toBeGreaterThan(0);
  });
});

describe("a workspace that asks too often", () => {
  it("is refused whoever asks, and no other workspace is", async () => {
    const limits = { caller: large, workspace: small };
    const client = await clientWith("crowd", limits);
    const [reply] = (await untilRefused(client, "Bearer crowd-one")).slice(-1);
    expect(reply?.headers["ratelimit-policy"]).toBe('"workspace";q=1;w=3600');
    expect((await client.get("/api/v1/me", { authorization: "Bearer crowd-two" })).status).toBe(
      429,
    );
    await clientWith("calm", limits);
    expect((await client.get("/api/v1/me", { authorization: "Bearer calm-one" })).status).toBe(200);
  });

  it("is refused by every function, whichever counted", async () => {
    const limits = { caller: large, workspace: small };
    await untilRefused(await clientWith("shared", limits), "Bearer shared-one");
    const another = await Client.of(world("shared"), { limits });
    const refused = await untilRefused(another, "Bearer shared-two");
    // The budget lets the second take what the first has not used up of its burst, and no more.
    expect(refused.length).toBeLessThan(25);
    expect(refused.at(-1)?.status).toBe(429);
  });
});

describe("counting", () => {
  const caller = { workspaceId: "w", callerId: "c", actor: "Ann", role: "viewer" } as const;

  /** A budget that has enough for everybody, and how many requests each taking was of. */
  function plenty() {
    const taken: number[] = [];
    const take = async (_: string, budget: string, { spacingMs, burstMs }: Pace) => {
      expect(burstMs).toBe(hourMs);
      if (budget.startsWith("api#caller")) taken.push((spacingMs * 1_000_000) / hourMs);
      return 0;
    };
    const limiter = () => new RateLimiter({ take }, { caller: large, workspace: large });
    const sum = () => taken.reduce((all, each) => all + each, 0);
    return { taken, sum, limiter };
  }

  it("writes once in sixteen requests of many, however many come at once", async () => {
    const { taken, limiter } = plenty();
    const one = limiter();
    await Promise.all(Array.from({ length: 60 }, () => one.spend(caller)));
    expect(taken).toEqual([1, 2, 4, 8, 16, 16, 16]);
  });

  it("takes no more than was asked for, of however many functions each is asked once", async () => {
    const { sum, limiter } = plenty();
    await Promise.all(Array.from({ length: 100 }, () => limiter().spend(caller)));
    expect(sum()).toBe(100);
  });

  it("uses all it took, however slowly it is asked", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    for (const everyMs of [200, 1_000, 20_000]) {
      const { taken, sum, limiter } = plenty();
      const one = limiter();
      for (let asked = 0; asked < 200; asked += 1) {
        await one.spend(caller);
        vi.advanceTimersByTime(everyMs);
      }
      expect(sum() - 200).toBeLessThan(16);
      expect(Math.max(...taken)).toBe(everyMs > 5_000 ? 1 : everyMs > 500 ? 8 : 16);
    }
  });

  it("asks nothing again while it is refused, and again after a failure", async () => {
    let asked = 0;
    const answers = [
      () => Promise.reject(new Error("busy")),
      () => Promise.resolve(0),
      () => Promise.resolve(hourMs),
    ];
    const take = () => (answers[asked++] ?? answers[2] ?? fail)();
    const limiter = new RateLimiter({ take }, { caller: large, workspace: large });
    await expect(limiter.spend(caller)).rejects.toThrow("busy");
    // The workspace's is refused first, then the caller's: neither is asked for again.
    for (let time = 0; time < 10; time += 1)
      await expect(limiter.spend(caller)).rejects.toThrow(
        "may make 1000000 requests in 3600 s, which are used up: go on in 3600 s",
      );
    expect(asked).toBe(4);
  });

  it("takes nothing of the workspace's for a caller that is refused", async () => {
    const budgets: string[] = [];
    const take = async (_workspace: string, budget: string) => {
      budgets.push(budget);
      return budget.startsWith("api#caller") ? hourMs : 0;
    };
    const limiter = new RateLimiter({ take }, { caller: large, workspace: large });
    await expect(limiter.spend(caller)).rejects.toThrow("You may make");
    expect(budgets).toEqual([`api#caller#${caller.callerId}`]);
  });

  const fail = () => Promise.reject(new Error("asked too often"));
});
