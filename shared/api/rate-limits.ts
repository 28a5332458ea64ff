import type { RequestBudgets } from "../storage/request-budgets.ts";
import type { Caller } from "./call.ts";
import { RequestProblem } from "./request-problem.ts";

interface RateLimit {
  /** May come at once, and in the long run within each such time. */
  readonly requests: number;
  readonly perMs: number;
}

export interface RateLimits {
  /** Of one token or person. */
  readonly caller: RateLimit;
  /** Of all of a workspace together. */
  readonly workspace: RateLimit;
}

/** Beside the gateway's own thousand a second for everybody. */
export const rateLimits: RateLimits = {
  caller: { requests: 2_000, perMs: 10_000 },
  workspace: { requests: 4_000, perMs: 10_000 },
};

/** Taken from the budget at once, so that most requests write nothing. */
const leased = 20;
const leaseMs = 5_000;
const mostKept = 1_000;

interface Lease {
  /** Requests it still stands for. */
  left: number;
  /** By the process's clock, in ms; a refusal is remembered as long as it holds. */
  readonly until: number;
  readonly isRefusal: boolean;
}

/**
 * Counts requests against the budgets that all functions share. Each function takes twenty
 * requests of a budget at once and hands them out by itself; one that it may not have is not asked
 * for again until it may. The limits are exact to that: functions together may run ahead by one
 * lease each, and what is left of a lease after five seconds is lost.
 */
export class RateLimiter {
  readonly #budgets: Pick<RequestBudgets, "take">;
  readonly #limits: RateLimits;
  readonly #leases = new Map<string, Promise<Lease>>();

  constructor(budgets: Pick<RequestBudgets, "take">, limits: RateLimits) {
    this.#budgets = budgets;
    this.#limits = limits;
  }

  /** Counts one request. @throws RequestProblem 429 that says when to go on */
  async spend({ workspaceId, callerId }: Caller): Promise<void> {
    const { caller, workspace } = this.#limits;
    const waits = await Promise.all([
      this.#wait(workspaceId, `api#caller#${callerId}`, caller),
      this.#wait(workspaceId, "api#workspace", workspace),
    ]);
    const [callerMs, workspaceMs] = waits;
    if (callerMs > 0) throw tooMany("caller", "You have", caller, callerMs);
    if (workspaceMs > 0) throw tooMany("workspace", "Your workspace has", workspace, workspaceMs);
  }

  /** 0 where the request is counted; else after how many milliseconds to come again. */
  async #wait(workspaceId: string, budget: string, limit: RateLimit): Promise<number> {
    const key = `${workspaceId}#${budget}`;
    for (;;) {
      const known = this.#leases.get(key);
      const taken = known ?? this.#take(workspaceId, budget, limit, key);
      const lease = await taken;
      const leftMs = lease.until - performance.now();
      if (leftMs > 0 && lease.isRefusal) return leftMs;
      if (leftMs > 0 && lease.left > 0) {
        lease.left -= 1;
        return 0;
      }
      if (this.#leases.get(key) === taken) this.#leases.delete(key);
    }
  }

  /** Others who ask meanwhile wait for the same answer. */
  #take(workspaceId: string, budget: string, limit: RateLimit, key: string): Promise<Lease> {
    const { requests, perMs: burstMs } = limit;
    const spacingMs = (burstMs / requests) * leased;
    const taking = this.#budgets
      .take(workspaceId, budget, { spacingMs, burstMs })
      .then((waitMs): Lease => {
        const until = performance.now() + (waitMs > 0 ? waitMs : leaseMs);
        return { left: leased, until, isRefusal: waitMs > 0 };
      });
    if (this.#leases.size >= mostKept) this.#leases.clear();
    this.#leases.set(key, taking);
    taking.catch(() => this.#leases.delete(key));
    return taking;
  }
}

/** https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html */
function tooMany(name: string, who: string, { requests, perMs }: RateLimit, waitMs: number) {
  const seconds = Math.ceil(waitMs / 1000);
  const window = Math.ceil(perMs / 1000);
  return new RequestProblem(
    429,
    "Too many requests",
    `${who} made more than ${requests} requests in ${window} s: go on in ${seconds} s.`,
    {
      headers: {
        "retry-after": String(seconds),
        "ratelimit-policy": `"${name}";q=${requests};w=${window}`,
        ratelimit: `"${name}";r=0;t=${seconds}`,
      },
    },
  );
}
