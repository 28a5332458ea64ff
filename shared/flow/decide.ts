import type { Cause } from "../contracts/event.ts";
import type { Surroundings } from "../contracts/related.ts";
import { trimBehaviours } from "../profiles/behaviours.ts";
import { foldChange, type IncomingChange } from "../profiles/fold-change.ts";
import { inheritStandings, ordinalsOf } from "../profiles/inherit-standings.ts";
import { leaveAll, without } from "../profiles/leaving.ts";
import { type CauseOf, dueOrdinals, type IndexedVersion } from "../profiles/memberships.ts";
import { trimPast } from "../profiles/past.ts";
import {
  type Evaluated,
  type HistoryEntry,
  isAlive,
  type Profile,
  takesPart,
} from "../profiles/profile.ts";
import { forget, forgettingDue, withForgetting } from "../profiles/retention.ts";
import { passing, type Reason } from "../profiles/standing.ts";
import { suppress, unsuppressed } from "../profiles/suppression.ts";
import { anyBehaviour, attributeField, behaviourField, pastField } from "../segmentation/fields.ts";
import { evaluateAndFollow } from "./follow-segments.ts";
import {
  type IndexReader,
  type IndexSnapshot,
  needsOf,
  pastNeedsOf,
  retentionOf,
} from "./index-reader.ts";
import {
  type LookedAround,
  lookAround,
  type RelatedReader,
  surroundingReason,
  withoutSurroundings,
} from "./look-around.ts";
import { isSuppressed, secluded } from "./suppress-profiles.ts";

/** What a profile becomes, before it is written. */
export interface Decision extends Evaluated {
  readonly history: readonly HistoryEntry[];
  /** Versions that were evaluated. */
  readonly touched: number;
}

export interface DecisionInput {
  readonly index: IndexReader;
  readonly snapshot: IndexSnapshot;
  /** As stored. */
  readonly before: Profile;
  readonly incoming: readonly IncomingChange[];
  readonly now: number;
  readonly related: RelatedReader;
  /** What is known to have changed around the profile. */
  readonly refresh?: ReadonlySet<Surroundings>;
  /** A profile that is merged into this one: its memberships, and what they wait for, are taken over. */
  readonly inherited?: Profile;
}

/** Applies changes, and lets time pass: the memberships that the touched fields and due instants decide. */
export async function decide(input: DecisionInput): Promise<Decision> {
  const { before, incoming } = input;
  let after = before;
  const history: HistoryEntry[] = [];
  for (const each of incoming) {
    const folded = foldChange(after, each);
    after = folded.profile;
    history.push(...folded.history);
  }
  return decideState(input, after, history);
}

/** The same for a profile whose new state is already known, as after a merge. */
export async function decideState(
  input: DecisionInput,
  after: Profile,
  history: readonly HistoryEntry[],
): Promise<Decision> {
  const { snapshot, now } = input;
  const retention = retentionOf(snapshot.root, after.object);
  const decision = await decideKept(input, forget(after, retention, now), history);
  if (!isAlive(decision.profile)) return decision;
  return { ...decision, profile: withForgetting(decision.profile, retention) };
}

async function decideKept(
  input: DecisionInput,
  after: Profile,
  history: readonly HistoryEntry[],
): Promise<Decision> {
  const { snapshot, now } = input;
  if (!isAlive(after)) {
    const left = leaveAll(withoutSurroundings(after), departure(input, after));
    // Of somebody who was erased nothing is told on, whatever came in the same batch.
    const kept = after.erasedAt === undefined ? history : [];
    return { ...left, history: kept, touched: 0 };
  }
  if (isSuppressed(snapshot, after)) {
    const left = suppress(secluded(snapshot, after, now), suppressionReason(input));
    return { ...left, history, touched: 0 };
  }
  return decideMemberships(input, unsuppressed(after), history);
}

async function decideMemberships(
  input: DecisionInput,
  after: Profile,
  history: readonly HistoryEntry[],
): Promise<Decision> {
  const { index, snapshot, before, inherited, now } = input;
  const { object } = before;
  const around = await lookAround(input, after);
  const { versions, gone } = await concerned(input, around);
  const trimmed = trimBehaviours(after.behaviours, needsOf(snapshot.root, object), now);
  const past = trimPast(after.past, pastNeedsOf(snapshot.root, object), now);
  const profile = { ...around.profile, dues: without(around.profile.dues, gone) };
  const evaluated = await evaluateAndFollow(index, snapshot, {
    profile,
    ...(inherited === undefined ? {} : { start: inheritStandings(profile, inherited) }),
    recordFor: around.recordFor,
    recordBefore: around.recordBefore,
    versions,
    now,
    causeOf: causes(input, around),
  });
  return {
    profile: { ...evaluated.profile, behaviours: trimmed, past },
    history,
    flips: evaluated.flips,
    approaching: evaluated.approaching,
    touched: evaluated.touched,
  };
}

interface Concerned {
  readonly versions: readonly IndexedVersion[];
  /** Due, but no longer in the index. */
  readonly gone: ReadonlySet<number>;
}

/** What the changes touch, whose time has come, and what a merge brings along. */
async function concerned(input: DecisionInput, around: LookedAround): Promise<Concerned> {
  const { index, snapshot, before, inherited, now } = input;
  const touched = await touchedBy(input, around);
  const seen = new Set(touched.map((version) => version.ordinal));
  const due = dueOrdinals(before, now);
  const also = inherited === undefined ? [] : ordinalsOf(inherited);
  const others = new Set([...due, ...also].filter((ordinal) => !seen.has(ordinal)));
  const found = await index.versions(snapshot, before.object, others);
  const known = new Set([...seen, ...found.map((version) => version.ordinal)]);
  const gone = new Set(due.filter((ordinal) => !known.has(ordinal)));
  return { versions: [...touched, ...found], gone };
}

async function touchedBy(
  { index, snapshot, before, now }: DecisionInput,
  around: LookedAround,
): Promise<IndexedVersion[]> {
  return index.touched(snapshot, before.object, around.fields, {
    before: takesPart(before) ? around.recordBefore() : undefined,
    after: await around.recordFor([]),
    now,
  });
}

function causes(input: DecisionInput, { fields }: LookedAround): CauseOf {
  const { before, now } = input;
  return (version) => {
    if (version.building) return ruleReason(now);
    const read = [...fields].filter((field) => version.rule.reads.has(field));
    const latest = latestOf(input.incoming, read);
    const related = relatedCause(input, read, latest);
    if (related !== undefined) return related;
    if (latest !== undefined) return { at: now, cause: changeCause(latest) };
    const isDue = (ordinal: number) => (before.dues[ordinal] ?? Number.POSITIVE_INFINITY) <= now;
    return isDue(version.ordinal) || isDue(forgettingDue)
      ? passing(version.edge, now)
      : ruleReason(now);
  };
}

/** What changed around the profile, unless its own news explain it: an association that came or went. */
function relatedCause(
  { incoming, now }: DecisionInput,
  fields: readonly string[],
  latest: FieldChange | undefined,
): Reason | undefined {
  const isOwn = incoming.some(({ change }) => change.body.kind === "association");
  return isOwn || latest?.attribute !== undefined ? undefined : surroundingReason(fields, now);
}

interface FieldChange {
  readonly incoming: IncomingChange;
  readonly attribute: string | undefined;
}

/** The newest change of one of the fields; of a profile just born, the newest of all. */
function latestOf(
  incoming: readonly IncomingChange[],
  fields: readonly string[],
): FieldChange | undefined {
  const wanted = new Set(fields);
  let latest: FieldChange | undefined;
  for (const each of incoming) {
    const attribute = fieldsOf(each).find(([field]) => wanted.has(field))?.[1];
    const counts = attribute !== undefined || (wanted.size > 0 && latest === undefined);
    if (!counts) continue;
    const newer =
      latest === undefined ||
      latest.attribute === undefined ||
      each.change.at >= latest.incoming.change.at;
    if (newer) latest = { incoming: each, attribute };
  }
  return latest;
}

/** Fields of the index with the names people know them by. */
function fieldsOf({ change: { body } }: IncomingChange): [field: string, name: string][] {
  switch (body.kind) {
    case "attributes":
      return Object.keys(body.values).flatMap((name): [string, string][] => [
        [attributeField(name), name],
        [pastField(name), name],
      ]);
    case "behaviour":
      return [
        [behaviourField(body.name), `behaviours.${body.name}`],
        [anyBehaviour, `behaviours.${body.name}`],
      ];
    case "association":
    case "deletion":
    case "erasure":
    case "merge":
      return [];
  }
}

function changeCause({ incoming, attribute }: FieldChange): Cause {
  return {
    kind: "change",
    ...(attribute === undefined ? {} : { attribute }),
    connection: incoming.connectionId,
    at: new Date(incoming.change.at).toISOString(),
  };
}

export function ruleReason(now: number): Reason {
  return { at: now, cause: { kind: "rule", at: new Date(now).toISOString() } };
}

/** The attribute that suppresses, as it was last told of; else the law itself. */
function suppressionReason({ snapshot, before, incoming, now }: DecisionInput): Reason {
  const attribute = snapshot.root.suppression[before.object]?.attribute ?? "";
  const latest = latestOf(incoming, [attributeField(attribute)]);
  return latest === undefined ? ruleReason(now) : { at: now, cause: changeCause(latest) };
}

function departure(input: DecisionInput, after: Profile): Reason {
  const kind = after.erasedAt === undefined ? "deletion" : "erasure";
  const last = input.incoming.findLast((each) => each.change.body.kind === kind);
  const at = new Date(last?.change.at ?? input.now).toISOString();
  return {
    at: input.now,
    cause: { kind, ...(last === undefined ? {} : { connection: last.connectionId }), at },
  };
}
