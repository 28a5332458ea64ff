import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { type Foretelling, foretell } from "./foretell.ts";
import { emptied } from "./leaving.ts";
import type { MembershipEdge } from "./membership-edge.ts";
import { OrdinalMap } from "./ordinal-map.ts";
import { OrdinalSet } from "./ordinal-set.ts";
import {
  type Evaluated,
  type ExitApproach,
  type Flip,
  type Foretold,
  type Profile,
  takesPart,
} from "./profile.ts";
import {
  earliest,
  nextInstant,
  passTime,
  type Reason,
  type Standing,
  stand,
  turnsAt,
} from "./standing.ts";

/** One version of a segment as every writer knows it. */
export interface IndexedVersion {
  readonly ordinal: number;
  readonly segmentId: string;
  readonly version: number;
  /** Whether its members are the segment's: false while it is built beside a live one. */
  readonly serving: boolean;
  /** Its first build: whoever is found a member enters because of the rule. */
  readonly building: boolean;
  /** Older versions of the same segment that it takes over from. */
  readonly replaces: readonly number[];
  /** True of nobody once the segment's time is over. */
  readonly rule: CompiledRule;
  readonly edge: MembershipEdge;
}

export type CauseOf = (version: IndexedVersion) => Reason;

export interface Evaluation {
  readonly profile: Profile;
  /** Whose standings the evaluation begins with: the profile as it was before the first of its waves. */
  readonly start: Profile;
  readonly record: SegmentationRecord;
  /** What the version's rule saw until now: what time alone did meanwhile is read there. */
  readonly recordBefore: (version: IndexedVersion) => SegmentationRecord;
  /** The versions to evaluate; memberships in others stay as they are. */
  readonly versions: readonly IndexedVersion[];
  readonly now: number;
  readonly causeOf: CauseOf;
}

/**
 * Evaluates the given versions and says which public memberships turned, and which are
 * about to. The profile comes back with its memberships, waits and due instants, everything
 * else as it was.
 */
export function evaluateMemberships(evaluation: Evaluation): Evaluated {
  const { profile, record, versions, now } = evaluation;
  if (!takesPart(profile)) return { profile: emptied(profile), flips: [], approaching: [] };
  const draft = new MembershipDraft(profile);
  for (const version of versions) {
    const truth = version.rule.evaluate(record, now) === true;
    if (version.serving) draft.serve(evaluation, version, truth, standingNow(evaluation, version));
    else draft.hold(version, truth, version.rule.nextFlip(record, now));
  }
  return draft.evaluated();
}

/**
 * The membership at this instant. What time alone did since the version was last due comes
 * first, instant by instant, as if it had been evaluated then; so grace and dwell end when
 * they should, and the told instants are exact however late it is.
 */
export function standingNow(
  evaluation: Omit<Evaluation, "profile" | "versions">,
  version: IndexedVersion,
): Standing {
  const { start, record, recordBefore, now, causeOf } = evaluation;
  const { rule } = version;
  const before = standingBefore(start, version, now);
  const due = start.dues[version.ordinal];
  const truth = rule.evaluate(record, now) === true;
  const agrees = before.waiting === undefined && truth === before.member;
  const isLate = due !== undefined && due < now;
  if (agrees && !(isLate && version.edge.waits)) return before;
  const reason = causeOf(version);
  const edge = admitsAtOnce(start, version, before) ? admitting(version.edge) : version.edge;
  const membership = { rule, edge };
  const until = reason.at - 1;
  const passed = isLate ? passTime(membership, recordBefore(version), before, due, until) : before;
  if (reason.at >= now) return stand(edge, passed, truth, reason);
  const turned = stand(edge, passed, rule.evaluate(record, reason.at) === true, reason);
  return passTime(membership, record, turned, rule.nextFlip(record, reason.at), now);
}

/** As stored; a version that takes over goes on with the waits of those before it. */
export function standingBefore(
  { announced, waiting, dues }: Profile,
  { ordinal, replaces }: IndexedVersion,
  now: number,
): Standing {
  const known = [ordinal, ...replaces];
  const set = new OrdinalSet(announced);
  const member = known.some((each) => set.has(each));
  const waited = known.flatMap((each) => waiting[each] ?? [])[0];
  if (waited === undefined) return { member };
  const due = Math.min(...known.map((each) => dues[each] ?? Number.POSITIVE_INFINITY));
  return { member, waiting: waited, notBefore: Math.min(due, now) };
}

/**
 * A build finds everybody whom the rule describes: they enter at once, and so do those whom
 * a version that takes over has found already. Dwelling is for what turns from then on.
 */
function admitsAtOnce(start: Profile, version: IndexedVersion, before: Standing): boolean {
  if (version.building) return true;
  const wasFound = new OrdinalSet(start.memberOf).has(version.ordinal);
  return wasFound && !before.member && before.waiting === undefined;
}

function admitting(edge: MembershipEdge): MembershipEdge {
  return { ...edge, entersAt: (since) => since };
}

/** The memberships of a profile while some of its versions are evaluated. */
class MembershipDraft {
  readonly #profile: Profile;
  readonly #memberOf: OrdinalSet;
  readonly #announced: OrdinalSet;
  readonly #waiting;
  readonly #dues;
  readonly #foretold;
  readonly #flips: Flip[] = [];
  readonly #approaching: ExitApproach[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#memberOf = new OrdinalSet(profile.memberOf);
    this.#announced = new OrdinalSet(profile.announced);
    this.#waiting = new OrdinalMap(profile.waiting);
    this.#dues = new OrdinalMap(profile.dues);
    this.#foretold = new OrdinalMap(profile.foretold ?? nothing);
  }

  /** Notes what is true in a version that does not speak for its segment yet. */
  hold({ ordinal }: IndexedVersion, truth: boolean, due: number | undefined): void {
    this.#memberOf.set(ordinal, truth);
    this.#dues.set(ordinal, due);
  }

  serve(evaluation: Evaluation, version: IndexedVersion, truth: boolean, standing: Standing): void {
    const { causeOf, record, now } = evaluation;
    const { ordinal, replaces, edge } = version;
    // A later version may take over in the same write: who leaves, leaves the one before.
    const heldBy = [ordinal, ...replaces].find((each) => this.#announced.has(each));
    for (const older of replaces) this.#clear(older);
    this.#memberOf.set(ordinal, truth);
    this.#announced.set(ordinal, standing.member);
    this.#waiting.set(ordinal, standing.waiting);
    const next = nextInstant(version, record, standing, now);
    const foretelling =
      edge.leads.length > 0 ? leavingOf(evaluation, version, standing) : undefined;
    this.#dues.set(ordinal, earliest(next, foretelling?.next));
    this.#foretell(ordinal, foretelling);
    if ((heldBy !== undefined) === standing.member) return;
    const kind = standing.member ? "entered" : "exited";
    const reason = standing.turned ?? causeOf(version);
    this.#flips.push({ ordinal: heldBy ?? ordinal, kind, at: reason.at, cause: reason.cause });
  }

  #clear(ordinal: number): void {
    this.#memberOf.set(ordinal, false);
    this.#announced.set(ordinal, false);
    this.#waiting.set(ordinal, undefined);
    this.#dues.set(ordinal, undefined);
    this.#foretold.set(ordinal, undefined);
  }

  #foretell(ordinal: number, foretelling: Foretelling | undefined): void {
    const told = foretelling?.told ?? [];
    this.#foretold.set(ordinal, told.length === 0 ? undefined : told);
    for (const each of foretelling?.now ?? []) this.#approaching.push({ ordinal, ...each });
  }

  evaluated(): Evaluated {
    const { foretold: _before, ...rest } = this.#profile;
    const foretold = this.#foretold.record();
    const profile: Profile = {
      ...rest,
      memberOf: this.#memberOf.ascending(),
      announced: this.#announced.ascending(),
      waiting: this.#waiting.record(),
      dues: this.#dues.record(),
      ...(foretold === nothing ? {} : { foretold }),
    };
    return { profile, flips: this.#flips, approaching: this.#approaching };
  }
}

const nothing: Readonly<Record<string, readonly Foretold[]>> = {};

/** What is to be told of a member's leaving; of one who is none, only what was told before. */
function leavingOf(
  { start, record, now }: Evaluation,
  version: IndexedVersion,
  standing: Standing,
): Foretelling {
  const leavesAt = standing.member ? turnsAt(version, record, standing, now) : undefined;
  const known = [version.ordinal, ...version.replaces];
  const told = known.flatMap((each) => start.foretold?.[each] ?? []);
  return foretell(version.edge.leads, leavesAt, told, now);
}

/** The versions whose due instant has come. */
export function dueOrdinals(profile: Profile, now: number): number[] {
  return Object.entries(profile.dues)
    .filter(([, instant]) => instant <= now)
    .map(([ordinal]) => Number(ordinal));
}
