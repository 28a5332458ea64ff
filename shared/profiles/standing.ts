import type { Cause } from "../contracts/event.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { MembershipEdge } from "./membership-edge.ts";

/** When and why something turned; `at` in milliseconds. */
export interface Reason {
  readonly at: number;
  readonly cause: Cause;
}

/** Since when and why a rule says otherwise than the public membership. In milliseconds. */
export interface Waiting {
  readonly since: number;
  readonly cause: Cause;
}

/**
 * A membership as the outside knows it, and what it waits for. Invariant: the rule's truth
 * is `member` where nothing is waited for, and its opposite where something is.
 */
export interface Standing {
  readonly member: boolean;
  readonly waiting?: Waiting;
  /** When and why it last turned since the evaluation began. */
  readonly turned?: Reason;
  /** A wait that an edit of the grace has shortened ends with the edit, not before it. */
  readonly notBefore?: number;
}

/** What decides on one membership: the rule, and what lies between its truth and the outside. */
export interface Membership {
  readonly rule: Pick<CompiledRule, "evaluate" | "nextFlip">;
  readonly edge: MembershipEdge;
}

/** When what is waited for comes to pass, if the truth stays as it is. */
export function deadlineOf(edge: MembershipEdge, standing: Standing): number | undefined {
  const { member, waiting, notBefore = Number.NEGATIVE_INFINITY } = standing;
  if (waiting === undefined) return undefined;
  const end = member ? edge.leavesAt(waiting.since) : edge.entersAt(waiting.since);
  return Math.max(end, notBefore);
}

/**
 * The standing once the rule has this truth from an instant on. What ran out before it came
 * to pass; a truth that returns at the very instant at which the wait ends is in time.
 */
export function stand(
  edge: MembershipEdge,
  before: Standing,
  truth: boolean,
  reason: Reason,
): Standing {
  const settled = settle(edge, before, reason.at - 1);
  const { member, turned } = settled;
  const told = turned === undefined ? {} : { turned };
  if (truth === member) return { member, ...told };
  if (settled.waiting !== undefined) return settle(edge, settled, reason.at);
  const waiting = { since: reason.at, cause: reason.cause };
  return settle(edge, { member, waiting, ...told }, reason.at);
}

function settle(edge: MembershipEdge, standing: Standing, until: number): Standing {
  const at = deadlineOf(edge, standing);
  if (at === undefined || at > until || standing.waiting === undefined) return standing;
  const { since, cause } = standing.waiting;
  const told = at > since ? { ...cause, at: new Date(at).toISOString() } : cause;
  return { member: !standing.member, turned: { at, cause: told } };
}

/** More false starts than that, and what is left is done at the end. */
const stepsTaken = 1_000;

/** Lets time alone pass: evaluates at each instant from `from` on that is not later than `until`. */
export function passTime(
  { rule, edge }: Membership,
  record: SegmentationRecord,
  before: Standing,
  from: number | undefined,
  until: number,
): Standing {
  let standing = before;
  let instant = from ?? Number.POSITIVE_INFINITY;
  for (let step = 0; step < stepsTaken && instant <= until; step += 1) {
    const truth = rule.evaluate(record, instant) === true;
    standing = stand(edge, standing, truth, passing(edge, instant));
    instant = rule.nextFlip(record, instant) ?? Number.POSITIVE_INFINITY;
  }
  return settle(edge, standing, until);
}

/** The reason of what turns by time alone; after its last day a segment empties by its own rule. */
export function passing({ retireAt }: MembershipEdge, at: number): Reason {
  const kind = at === retireAt ? "rule" : "time";
  return { at, cause: { kind, at: new Date(at).toISOString() } };
}

/** The next instant at which the truth may flip or a wait ends. */
export function nextInstant(
  { rule, edge }: Membership,
  record: SegmentationRecord,
  standing: Standing,
  now: number,
): number | undefined {
  return earliest(rule.nextFlip(record, now), deadlineOf(edge, standing));
}

export function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

const stepsAhead = 200;

/** When time alone makes a member of a non-member, or the reverse; undefined where it does not. */
export function turnsAt(
  membership: Membership,
  record: SegmentationRecord,
  present: Standing,
  now: number,
): number | undefined {
  const { turned: _past, ...rest } = present;
  let standing: Standing = rest;
  let instant = now;
  for (let step = 0; step < stepsAhead; step += 1) {
    const next = nextInstant(membership, record, standing, instant);
    if (next === undefined) return undefined;
    const truth = membership.rule.evaluate(record, next) === true;
    standing = stand(membership.edge, standing, truth, passing(membership.edge, next));
    if (standing.turned !== undefined) return standing.turned.at;
    instant = next;
  }
  return undefined;
}
