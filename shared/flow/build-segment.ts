import type { BuildJob, BuildMessage } from "../contracts/segment.ts";
import { withdraw } from "../profiles/leaving.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { type Evaluated, isAlive, type Profile } from "../profiles/profile.ts";
import { positionOf } from "../profiles/profile-id.ts";
import { forget, withForgetting } from "../profiles/retention.ts";
import { differs } from "../profiles/same-state.ts";
import { suppress, unsuppressed } from "../profiles/suppression.ts";
import { ConflictError } from "../runtime/errors.ts";
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

const profilesPerPage = 200;
/** Then the message goes on as a new one: a crash repeats at most so much. */
const pagesPerMessage = 10;

/** Walks one partition a part of the way; profiles that do not differ are not written. */
export async function buildSegment(context: BuildContext, message: BuildMessage): Promise<void> {
  const job = await context.storage.builds.get(message.workspaceId, message.jobId);
  if (job === undefined || job.state !== "running") return;
  let after = message.after;
  for (let page = 0; page < pagesPerMessage; page += 1) {
    const read = await context.storage.profiles.page(
      job,
      message.partition,
      after,
      profilesPerPage,
    );
    await visitPage(context, job, read.profiles);
    const position = read.after === undefined ? 1 : positionOf(read.after);
    const { partition } = message;
    const advanced = await context.storage.builds.advance(
      job,
      partition,
      position,
      read.profiles.length,
    );
    if (read.after === undefined) {
      if (Object.values(advanced.positions).every((each) => each === 1))
        await finishBuild(context, advanced);
      return;
    }
    after = read.after;
  }
  await context.queues.builds.send([{ body: { ...message, after }, group: job.workspaceId }]);
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
  await Promise.all(
    alive.map((stored, position) => visit(walk, stored, filled[position] ?? stored)),
  );
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
    const retention = retentionOf(snapshot.root, before.object);
    const kept = forget(filled ?? before, retention, now);
    const decided = await decideVisit(walk, snapshot, kept, now);
    const { flips } = decided;
    const profile = withForgetting(decided.profile, retention);
    if (!differs(before, profile, flips)) return;
    index.assertFresh(snapshot);
    await storage.profiles.write({
      profile: { ...profile, revision: before.revision + 1 },
      note: noteOf(decided, [], now),
      read: before.revision,
    });
  });
}

async function decideVisit(
  { context, related, job }: Walk,
  snapshot: IndexSnapshot,
  profile: Profile,
  now: number,
): Promise<Evaluated> {
  if (job.kind === "withdraw") return withdraw(profile, new Set(job.ordinals), ruleReason(now));
  if (isSuppressed(snapshot, profile))
    return suppress(secluded(snapshot, profile, now), ruleReason(now));
  const free = unsuppressed(profile);
  const around = await lookAround({ related, snapshot, before: profile, now }, free);
  const built = await versionsOf(context, job, snapshot);
  // Whoever learns of a company's change here is not told of it again.
  const others = await context.index.touched(snapshot, job.object, around.fields);
  const ordinals = new Set(built.map((version) => version.ordinal));
  const reason = surroundingReason(around.fields, now) ?? ruleReason(now);
  return evaluateAndFollow(context.index, snapshot, {
    profile: around.profile,
    recordFor: around.recordFor,
    recordBefore: around.recordBefore,
    versions: [...built, ...others.filter((version) => !ordinals.has(version.ordinal))],
    now,
    causeOf: ({ ordinal }) => (ordinals.has(ordinal) ? ruleReason(now) : reason),
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
