import type { BuildJob, BuildMessage } from "../contracts/segment.ts";
import { withdraw } from "../profiles/leaving.ts";
import type { MembershipEdge } from "../profiles/membership-edge.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { type Evaluated, isAlive, type Profile } from "../profiles/profile.ts";
import { positionOf } from "../profiles/profile-id.ts";
import { forget, forgettingDue, withForgetting } from "../profiles/retention.ts";
import { differs } from "../profiles/same-state.ts";
import { passing } from "../profiles/standing.ts";
import { suppress, unsuppressed } from "../profiles/suppression.ts";
import { ConflictError, HistoryBehind } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { backfill, historyFieldsOf } from "./backfill.ts";
import { identifyProfile } from "./commit-profile.ts";
import type { BuildContext } from "./context.ts";
import { ruleReason } from "./decide.ts";
import { finishBuild } from "./finish-build.ts";
import { evaluateAndFollow } from "./follow-segments.ts";
import { type IndexSnapshot, retentionOf } from "./index-reader.ts";
import { restamp } from "./keep-history.ts";
import { lookAround, RelatedReader, surroundingReason } from "./look-around.ts";
import { isSuppressed, secluded } from "./suppress-profiles.ts";
import { noteOf } from "./write-note.ts";

/** After so many pages the message goes on as a new one: a crash repeats at most so much. */
const stride = { profilesPerPage: 200, pages: 10 };
/** Where history is gone through too, each profile may have thousands of rows, each a write. */
const shortStride = { profilesPerPage: 20, pages: 1 };
/** Mostly the publisher is done by then. */
const publishingSeconds = 5;

/** Walks one partition a part of the way; profiles that do not differ are not written. */
export async function buildSegment(context: BuildContext, message: BuildMessage): Promise<void> {
  const job = await context.storage.builds.get(message.workspaceId, message.jobId);
  if (job === undefined || job.state !== "running") return;
  const { partition } = message;
  const { profilesPerPage, pages } = job.behaviour === undefined ? stride : shortStride;
  let after = message.after;
  for (let page = 0; page < pages; page += 1) {
    const read = await context.storage.profiles.page(job, partition, after, profilesPerPage);
    if (!(await isVisited(context, job, read.profiles))) {
      const waiting = { ...message, after };
      const delaySeconds = publishingSeconds;
      await context.queues.builds.send([{ body: waiting, group: job.workspaceId, delaySeconds }]);
      return;
    }
    const position = read.after === undefined ? 1 : positionOf(read.after);
    const advanced = await context.storage.builds.advance(job, {
      partition,
      position,
      visited: read.profiles.length,
      at: context.clock.now(),
    });
    if (read.after === undefined) {
      if (Object.values(advanced.positions).every((each) => each === 1))
        await finishBuild(context, advanced);
      return;
    }
    after = read.after;
  }
  await context.queues.builds.send([{ body: { ...message, after }, group: job.workspaceId }]);
}

/** False where the history is yet to be told what it is asked for: then the page is for later. */
async function isVisited(...page: Parameters<typeof visitPage>): Promise<boolean> {
  try {
    await visitPage(...page);
    return true;
  } catch (error) {
    if (error instanceof HistoryBehind) return false;
    throw error;
  }
}

async function visitPage(
  context: BuildContext,
  job: BuildJob,
  profiles: readonly Profile[],
): Promise<void> {
  const snapshot = await context.index.snapshot(job.workspaceId);
  const versions = await versionsOf(context, job, snapshot);
  const fields = await historyFieldsOf(context.storage, job.workspaceId, job.object, versions);
  const related = new RelatedReader(context);
  const walk: Walk = { context, related, job, fields };
  if (job.behaviour !== undefined) await restamp(context, snapshot, job.behaviour, profiles);
  const alive = profiles.filter(isAlive);
  if (job.kind === "evaluate") await related.prefetch(snapshot, alive, false);
  const filled = await backfill(context.storage, snapshot, fields, alive, context.clock.now());
  const visits = await Promise.allSettled(
    alive.map((stored, position) => visit(walk, stored, filled[position] ?? stored)),
  );
  for (const each of visits) if (each.status === "rejected") throw each.reason;
}

interface Walk {
  readonly context: BuildContext;
  readonly related: RelatedReader;
  readonly job: BuildJob;
  /** What the history is asked for. */
  readonly fields: readonly string[];
}

/** Decides and writes; when somebody else wrote first, reads the profile and decides again. */
async function visit(walk: Walk, page: Profile, filledPage: Profile): Promise<void> {
  const { storage, index, clock } = walk.context;
  if (walk.job.kind === "identify") return identifyProfile(walk.context, page);
  await retrying(ConflictError, async (attempt) => {
    const before = attempt === 1 ? page : (await storage.profiles.read([page])).get(page.id);
    if (before === undefined || !isAlive(before)) return;
    const snapshot = await index.snapshot(walk.job.workspaceId);
    const now = clock.now();
    const filled =
      attempt === 1
        ? filledPage
        : (await backfill(storage, snapshot, walk.fields, [before], now))[0];
    const decided = await decideVisit(walk, snapshot, filled ?? before, now);
    const { profile, flips } = decided;
    if (!differs(before, profile, flips)) return;
    index.assertFresh(snapshot);
    await storage.profiles.write({
      profile: { ...profile, revision: before.revision + 1 },
      note: noteOf(decided, [], now),
      read: before.revision,
      filesLater: true,
    });
  });
}

/** Who is only withdrawn keeps what is due to be forgotten: its time comes by itself. */
async function decideVisit(
  walk: Walk,
  snapshot: IndexSnapshot,
  before: Profile,
  now: number,
): Promise<Evaluated> {
  const { job } = walk;
  if (job.kind === "withdraw") return withdraw(before, new Set(job.ordinals), ruleReason(now));
  const retention = retentionOf(snapshot.root, before.object);
  const kept = forget(before, retention, now);
  const evaluated = isSuppressed(snapshot, kept)
    ? suppress(secluded(snapshot, kept, now), ruleReason(now))
    : await evaluateVisit(walk, snapshot, { before, after: unsuppressed(kept) }, now);
  return { ...evaluated, profile: withForgetting(evaluated.profile, retention) };
}

async function evaluateVisit(
  { context, related, job }: Walk,
  snapshot: IndexSnapshot,
  { before, after }: { readonly before: Profile; readonly after: Profile },
  now: number,
): Promise<Evaluated> {
  const around = await lookAround({ related, snapshot, before, now }, after);
  const built = await versionsOf(context, job, snapshot);
  // Whoever learns of a company's change here is not told of it again, and what is forgotten here
  // is due no more.
  const others = await context.index.touched(snapshot, job.object, around.fields);
  const ordinals = new Set(built.map((version) => version.ordinal));
  const isForgetting = (before.dues[forgettingDue] ?? Number.POSITIVE_INFINITY) <= now;
  const reason = (edge: MembershipEdge) =>
    surroundingReason(around.fields, now) ?? (isForgetting ? passing(edge, now) : ruleReason(now));
  return evaluateAndFollow(context.index, snapshot, {
    profile: around.profile,
    recordFor: around.recordFor,
    recordBefore: around.recordBefore,
    versions: [...built, ...others.filter((version) => !ordinals.has(version.ordinal))],
    now,
    causeOf: ({ ordinal, edge }) => (ordinals.has(ordinal) ? ruleReason(now) : reason(edge)),
  });
}

async function versionsOf(
  context: BuildContext,
  job: BuildJob,
  snapshot: IndexSnapshot,
): Promise<IndexedVersion[]> {
  if (job.kind === "withdraw") return [];
  return context.index.versions(snapshot, job.object, new Set(job.ordinals));
}
