import type { SegmentPolicy } from "../contracts/segment.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { calendarOf } from "../segmentation/time/calendar-of.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { parseInstant } from "../segmentation/time/instant.ts";

/** What a segment does at its edge, with its durations on the workspace's calendar. All in ms. */
export interface MembershipEdge {
  /** When somebody for whom the rule is true since then becomes a member. */
  entersAt(since: number): number;
  /** When a member for whom it is no longer true since then stops being one. */
  leavesAt(since: number): number;
  /** Whether either takes time. */
  readonly waits: boolean;
  /** From here on nobody is admitted, and the rule counts as true of nobody. */
  readonly retireAt?: number;
  /** How long before a member leaves it is told, each as it was written. */
  readonly leads: readonly ExitLead[];
}

export interface ExitLead {
  readonly text: string;
  /** When to tell that somebody leaves at the instant. */
  before(leavesAt: number): number;
}

const atOnce = (since: number): number => since;

export const plainEdge: MembershipEdge = {
  entersAt: atOnce,
  leavesAt: atOnce,
  waits: false,
  leads: [],
};

const edges = new Map<string, MembershipEdge>();
const mostKept = 10_000;

/** What a policy means in a time zone; policies were checked when they were saved. */
export function edgeOf(policy: SegmentPolicy | undefined, zone: string): MembershipEdge {
  if (policy === undefined) return plainEdge;
  const key = `${zone}\n${JSON.stringify(policy)}`;
  const known = edges.get(key);
  if (known !== undefined) return known;
  if (edges.size > mostKept) edges.clear();
  const edge = read(policy, zone);
  edges.set(key, edge);
  return edge;
}

function read(policy: SegmentPolicy, zone: string): MembershipEdge {
  const { entryDwell, exitGrace, exitLeads = [] } = policy;
  const retireAt = retiresAt(policy, zone);
  return {
    entersAt: after(entryDwell, zone),
    leavesAt: after(exitGrace, zone),
    waits: entryDwell !== undefined || exitGrace !== undefined,
    leads: exitLeads.map((text) => ({ text, before: before(text, zone) })),
    ...(retireAt === undefined ? {} : { retireAt }),
  };
}

/** A day is its start in the zone. */
export function retiresAt(
  { retireAt }: Pick<SegmentPolicy, "retireAt">,
  zone: string,
): number | undefined {
  return retireAt === undefined ? undefined : parseInstant(retireAt, calendarOf(zone));
}

function after(text: string | undefined, zone: string): (since: number) => number {
  const duration = text === undefined ? undefined : parseDuration(text);
  if (duration === undefined) return atOnce;
  return (since) => calendarOf(zone).plus(since, duration);
}

function before(text: string, zone: string): (instant: number) => number {
  const duration = parseDuration(text);
  if (duration === undefined) return atOnce;
  return (instant) => calendarOf(zone).minus(instant, duration);
}

/** The rule as long as the segment lasts: from its last instant on true of nobody. */
export function lasting(rule: CompiledRule, { retireAt }: MembershipEdge): CompiledRule {
  if (retireAt === undefined) return rule;
  const isOver = (now: number): boolean => now >= retireAt;
  return {
    ...rule,
    timed: true,
    evaluate: (record, now) => (isOver(now) ? false : rule.evaluate(record, now)),
    nextFlip: (record, now) => (isOver(now) ? undefined : flipBefore(rule, retireAt, record, now)),
  };
}

function flipBefore(
  rule: CompiledRule,
  end: number,
  record: SegmentationRecord,
  now: number,
): number | undefined {
  const next = rule.nextFlip(record, now) ?? Number.POSITIVE_INFINITY;
  if (next < end) return next;
  return rule.evaluate(record, now) === true ? end : undefined;
}
