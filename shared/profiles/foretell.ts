import type { ExitLead } from "./membership-edge.ts";
import type { Foretold } from "./profile.ts";

export interface Foretelling {
  /** What it is time to tell now: each lead and instant of leaving once. */
  readonly now: readonly (Foretold & { readonly at: number })[];
  /** All that was told of leavings still ahead; the very list that was given, if it is the same. */
  readonly told: readonly Foretold[];
  /** When the next lead begins. */
  readonly next: number | undefined;
}

/** A source that moves a date to and fro makes no profile grow without end. */
const mostRemembered = 20;

/**
 * Which leads of a leaving have begun. A leaving that comes nearer by a change is told of at
 * once, one that moves away and comes back as it was is not told of again.
 */
export function foretell(
  leads: readonly ExitLead[],
  leavesAt: number | undefined,
  before: readonly Foretold[],
  now: number,
): Foretelling {
  const ahead = before.filter((each) => each.leavesAt > now);
  const kept = ahead.length === before.length ? before : ahead;
  if (leavesAt === undefined) return { now: [], told: kept, next: undefined };
  const open = leads
    .filter(({ text }) => !ahead.some((each) => each.lead === text && each.leavesAt === leavesAt))
    .map((lead) => ({ lead: lead.text, leavesAt, at: lead.before(leavesAt) }));
  const begun = open.filter(({ at }) => at <= now);
  const coming = open.filter(({ at }) => at > now).map(({ at }) => at);
  return {
    now: begun,
    told: begun.length === 0 ? kept : [...ahead, ...begun.map(named)].slice(-mostRemembered),
    next: coming.length === 0 ? undefined : Math.min(...coming),
  };
}

function named({ lead, leavesAt }: Foretold): Foretold {
  return { lead, leavesAt };
}
