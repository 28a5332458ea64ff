import { membersOfAll, peopleOf } from "./reference.ts";
import type { World } from "./world.ts";

/** A backlog that takes longer than this to drain never will. */
const longestMs = 6 * 3_600_000;
const sweepEveryMs = 60_000;
/** As far as the sweep itself looks ahead. */
const horizonMs = 150_000;

/** Every minute; one that would find nothing is not made: it costs 64 queries and changes nothing. */
export function sweepDuesRegularly(world: World): void {
  const { muster, time } = world;
  const isDue = ({ dueAt }: Readonly<Record<string, unknown>>): boolean =>
    typeof dueAt === "number" && dueAt <= time.now + horizonMs;
  time.after(sweepEveryMs, () => {
    if (muster.database.items("profiles").some(isDue)) void muster.sweepDue();
    sweepDuesRegularly(world);
  });
}

/** Lets time pass until nothing is left to do, and nothing turns at just this moment. */
export async function settle(world: World): Promise<void> {
  const { time, muster, portal, partner } = world;
  const latest = time.elapsed + longestMs;
  const isBusy = (): boolean =>
    muster.backlog.length > 0 ||
    isOverdue(world) ||
    !portal.sender.isIdle ||
    !partner.sender.isIdle;
  while ((isBusy() || isTurning(world)) && time.elapsed < latest)
    await time.runUntil(time.elapsed + 1_000);
}

/**
 * Whether a sweep that failed while there were faults has left something to the next one. What
 * two sweeps without faults have left is left for ever.
 */
function isOverdue({ muster, time }: World): boolean {
  const isLate = ({ dueAt }: Readonly<Record<string, unknown>>): boolean =>
    typeof dueAt === "number" && dueAt <= time.now && dueAt > time.now - 2 * sweepEveryMs;
  return muster.database.items("profiles").some(isLate);
}

/** Whether time alone has turned a membership only just now, or is about to. */
function isTurning({ time, segments, portal, partner }: World): boolean {
  const people = peopleOf({ hubspot: portal.records.values(), partner: partner.records.values() });
  const shown = (at: number): string =>
    JSON.stringify(
      [...membersOfAll(people, segments, at)].map(([id, members]) => [id, [...members].sort()]),
    );
  const now = shown(time.now);
  return shown(time.now - 3_000) !== now || shown(time.now + 1_000) !== now;
}
