import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { FlowContext } from "./context.ts";
import { enqueueChanges } from "./enqueue-changes.ts";

/**
 * Small ones delay others less, large ones cost less: what a batch of the stream costs is half its own, half
 * its records'. Whole messages, and no more than one batch takes.
 */
const portion = { perSecond: 3, multipleOf: 8, most: 96 } as const;
/** Within the function's time, whatever happens; then the others go at once. */
const patienceMs = 30_000;

/** Puts what an import found on its way, only as fast as what it sets off is published. */
export async function enqueueInBulk(
  context: Pick<FlowContext, "queues" | "clock" | "pace" | "correlationIds">,
  connection: Pick<Connection, "workspaceId" | "id" | "rank">,
  changes: readonly Change[],
): Promise<void> {
  const { pace } = context;
  const startedAt = performance.now();
  let sent = 0;
  while (sent < changes.length) {
    const isPatient = performance.now() - startedAt < patienceMs;
    const next = changes.slice(sent, isPatient ? sent + portionAt(pace.rate) : changes.length);
    if (isPatient) await pace.admit(next.length);
    await enqueueChanges(context, connection, next, "imports");
    sent += next.length;
  }
}

function portionAt(rate: number): number {
  const { perSecond, multipleOf, most } = portion;
  return Math.min(most, Math.ceil(rate / perSecond / multipleOf) * multipleOf);
}
