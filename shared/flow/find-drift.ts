import { targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { SweepJob } from "../contracts/sweep.ts";
import type { PushRow, SweptRow } from "../storage/push-records.ts";
import type { FlowContext } from "./context.ts";
import { readKnown, type UntoldExits, untoldEntries, untoldExits } from "./find-untold.ts";

/** A push that ended so shortly before may not show yet, and an event may still be on its way. */
const settlingMs = 60_000;

/** How a destination, and what was noted of it, differ from the segment's members. */
export interface Drift extends UntoldExits {
  readonly compared: number;
  /** Whether something waits to be pushed, perhaps for a flight that was lost. */
  readonly isWaiting: boolean;
  /** Pushed in, and not there. */
  readonly missing: readonly SweptRow[];
  /** Pushed out, and there. */
  readonly surplus: readonly SweptRow[];
  /** There, and never pushed; as the destination names them. */
  readonly strangers: readonly string[];
  /** What the destination had refused, and may take by now. */
  readonly refused: readonly SweptRow[];
  /** Members of whom no event told. */
  readonly entries: readonly PushRow[];
}

/**
 * Compares who was there when the sweep read the destination with what was noted for it and with
 * the segment's members. Only what had come to rest before the reading began is judged: what is
 * pending, or was pushed or turned since, is on its way, and no drift.
 */
export async function findDrift(
  context: Pick<FlowContext, "storage">,
  destination: Destination,
  job: SweepJob,
): Promise<Drift> {
  const before = job.startedAt - settlingMs;
  const known = await readKnown(context, destination, before);
  const { exits, outdated } = await untoldExits(context, known);
  const entries = await untoldEntries(context, known, outdated);
  const others = new Set<SweptRow>([...exits, ...outdated]);
  const resting = [...known.rows.values()].filter((row) => !others.has(row));
  const there = await whoIsThere(context, destination, job, [...resting, ...exits, ...entries]);
  const judged = resting.filter(
    ({ state, settledAt = 0 }) => state === "confirmed" && settledAt < before,
  );
  const isTold = (kind: "entered" | "exited") => destination.tells?.includes(kind) ?? true;
  return {
    compared: known.rows.size + entries.length + there.strangers.length,
    isWaiting: resting.some(({ state }) => state === "pending"),
    missing: judged.filter((row) => row.desired && isTold("entered") && there.lacks(row)),
    surplus: judged.filter((row) => !row.desired && isTold("exited") && there.has(row)),
    strangers: there.strangers,
    refused: resting.filter(({ state }) => state === "refused"),
    entries,
    exits,
    outdated,
  };
}

interface There {
  has(row: SweptRow): boolean;
  /** Could be there by its name, and is not. */
  lacks(row: SweptRow): boolean;
  readonly strangers: readonly string[];
}

async function whoIsThere(
  { storage }: Pick<FlowContext, "storage">,
  destination: Destination,
  job: SweepJob,
  ours: readonly SweptRow[],
): Promise<There> {
  const { members } = targetOf(destination.kind);
  if (members === undefined) return { has: () => false, lacks: () => false, strangers: [] };
  const { names: present, single } = await storage.membersThere.all(job);
  const nameOf = ({ recordId, email }: SweptRow) => members.keyOf({ recordId, email });
  const known = new Set(ours.map(nameOf));
  // Two profiles may go by one name there: it stays while one of them is to be in.
  const wanted = new Set(ours.flatMap((row) => (row.desired ? [nameOf(row)] : [])));
  const mayGo = members.strangers?.mayGo(destination) === true;
  return {
    has: (row) => {
      const name = nameOf(row);
      return name !== undefined && present.has(name) && !wanted.has(name);
    },
    lacks: (row) => {
      const name = nameOf(row);
      return name !== undefined && !present.has(name);
    },
    strangers: mayGo ? [...single].filter((key) => !known.has(key)) : [],
  };
}
