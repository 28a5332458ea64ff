import { writeTimeoutMs } from "../storage/tables.ts";

/**
 * How every writer comes to know a new version of the index without being told.
 *
 * Invariant: no profile is written by a decision older than the settling time. A writer
 * uses a root for at most `rootCacheMs`, begins a write at most `decisionMs` after it read
 * the root it decided by, and gives a request up after `writeTimeoutMs`. Whoever walks
 * all profiles after `settleSeconds` therefore meets no write that does not know the new
 * version. (The online schema change protocol of Google's F1, with a lease on the write
 * instead of on the whole invocation.) How old a root is, the process's clock says that went
 * further: a frozen function's monotonic one may stand still (`msSince`).
 */
export const rootCacheMs = 500;
export const decisionMs = 1_000;
const marginMs = 500;
export const settleSeconds = Math.ceil((decisionMs + writeTimeoutMs + marginMs) / 1_000);
