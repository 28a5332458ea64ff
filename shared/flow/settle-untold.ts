import type { Destination } from "../contracts/destination.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";

/** Some destinations are told of one side only: the other side counts as done. Returns what is left to tell. */
export async function settleUntold(
  { storage, clock }: Pick<PushContext, "storage" | "clock">,
  { workspaceId, id, tells }: Destination,
  rows: readonly PushRow[],
): Promise<readonly PushRow[]> {
  if (tells === undefined) return rows;
  const isTold = ({ desired }: PushRow) => tells.includes(desired ? "entered" : "exited");
  const untold = rows.filter((row) => !isTold(row));
  await Promise.all(
    untold.map((row) => {
      const outcome = { profileId: row.profileId, state: "confirmed" } as const;
      return storage.pushes.settle(workspaceId, id, row, outcome, clock.now());
    }),
  );
  return rows.filter(isTold);
}
