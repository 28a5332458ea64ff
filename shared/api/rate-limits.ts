import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
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
const mostLeased = 16;
/** Where a lease is used up before, the next is twice as large; else half. */
const quicklyMs = 5_000;
const mostKept = 1_000;

interface Lease {
  readonly size: number;
  /** Requests it still stands for. */
  left: number;
  readonly takenAt: Moment;
  /** Of one that was refused: for so long from then. */
  readonly refusedMs: number | undefined;
}

/**
 * Counts requests against the budgets that all functions share. Each function takes several
 * requests of a budget at once, as many as it used of late, and hands them out by itself; what it
 * may not have is not asked for again until it may. Of a lease nothing is lost, and the first is
 * of one request, since a caller's may come to very many functions. So the limits are exact to a
 * lease: functions together may run ahead by one each.
 */
export class RateLimiter {
  readonly #budgets: Pick<RequestBudgets, "take">;
  readonly #limits: RateLimits;
  readonly #leases = new Map<string, Promise<Lease>>();

  constructor(budgets: Pick<RequestBudgets, "take">, limits: RateLimits) {
    this.#budgets = budgets;
    this.#limits = limits;
  }

  /**
   * Counts one request; of a caller's that is refused nothing counts for the workspace.
   * @throws RequestProblem 429 that says when to go on
   */
  async spend({ workspaceId, callerId }: Caller): Promise<void> {
    const { caller, workspace } = this.#limits;
    const callerMs = await this.#wait(workspaceId, `api#caller#${callerId}`, caller);
    if (callerMs > 0) throw tooMany("caller", "You", caller, callerMs);
    const workspaceMs = await this.#wait(workspaceId, "api#workspace", workspace);
    if (workspaceMs > 0) throw tooMany("workspace", "Your workspace", workspace, workspaceMs);
  }

  /** 0 where the request is counted; else after how many milliseconds to come again. */
  async #wait(workspaceId: string, budget: string, limit: RateLimit): Promise<number> {
    const key = `${workspaceId}#${budget}`;
    for (;;) {
      const taken = this.#leases.get(key) ?? this.#take(workspaceId, budget, limit, 1);
      const lease = await taken;
      const leftMs = (lease.refusedMs ?? 0) - msSince(lease.takenAt);
      if (leftMs > 0) return leftMs;
      if (lease.left > 0) {
        lease.left -= 1;
        return 0;
      }
      if (this.#leases.get(key) === taken)
        void this.#take(workspaceId, budget, limit, nextSize(lease));
    }
  }

  /** Others who ask meanwhile wait for the same answer. */
  #take(
    workspaceId: string,
    budget: string,
    { requests, perMs: burstMs }: RateLimit,
    size: number,
  ): Promise<Lease> {
    const key = `${workspaceId}#${budget}`;
    const spacingMs = (burstMs / requests) * size;
    const taking = this.#budgets
      .take(workspaceId, budget, { spacingMs, burstMs })
      .then((waitMs): Lease => {
        const takenAt = thisMoment();
        return waitMs > 0
          ? { size, left: 0, takenAt, refusedMs: waitMs }
          : { size, left: size, takenAt, refusedMs: undefined };
      });
    if (this.#leases.size >= mostKept) this.#leases.clear();
    this.#leases.set(key, taking);
    taking.catch(() => this.#leases.delete(key));
    return taking;
  }
}

function nextSize({ size, takenAt, refusedMs }: Lease): number {
  if (refusedMs !== undefined) return size;
  const isQuick = msSince(takenAt) < quicklyMs;
  return isQuick ? Math.min(mostLeased, size * 2) : Math.max(1, size / 2);
}

/** https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html */
function tooMany(name: string, who: string, { requests, perMs }: RateLimit, waitMs: number) {
  const seconds = Math.ceil(waitMs / 1000);
  const window = Math.ceil(perMs / 1000);
  return new RequestProblem(
    429,
    "Too many requests",
    `${who} may make ${requests} requests in ${window} s, which are used up: go on in ${seconds} s.`,
    {
      headers: {
        "retry-after": String(seconds),
        "ratelimit-policy": `"${name}";q=${requests};w=${window}`,
        ratelimit: `"${name}";r=0;t=${seconds}`,
      },
    },
  );
}
