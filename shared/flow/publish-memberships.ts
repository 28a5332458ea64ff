import { identitiesOf } from "../profiles/identity.ts";
import type { Profile, WriteNote } from "../profiles/profile.ts";
import { nextDueOf } from "../profiles/profile.ts";
import {
  attributeCounts,
  behaviourCounts,
  membershipDifferences,
} from "../profiles/transitions.ts";
import type { BusEvent } from "../messaging/bus.ts";
import type { MemberRow } from "../storage/members.ts";
import type { StoredRule } from "../storage/index-chunks.ts";
import type { Contribution } from "../storage/tallies.ts";
import type { Transition } from "../storage/transitions.ts";
import type { FlowContext } from "./context.ts";
import { dueMessage, lookAheadMs } from "./enqueue-due.ts";

export type PublishContext = Pick<FlowContext, "storage" | "clock" | "bus" | "queues">;

/** One record of the profiles' stream, decoded. */
export interface ProfileRecordImage {
  readonly sequenceNumber: string;
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: WriteNote;
}

/**
 * Derives everything downstream from old and new images (law 2): history, member rows,
 * transitions, counts, events, and dues that come before the next sweep. Each part is
 * idempotent, so a batch may come again as a whole or in part.
 */
export async function publishMemberships(
  context: PublishContext,
  shardId: string,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  const rules = await rulesOf(context, images);
  const derived = images.map((image) => derive(image, rules));
  await appendHistory(context, images);
  await applyMembers(context, derived);
  await appendTransitions(context, derived);
  await countAll(context, shardId, images, derived);
  await context.bus.put(derived.flatMap((each) => each.events));
  await enqueueNearDues(context, images);
}

interface Derived {
  readonly workspaceId: string;
  readonly sequenceNumber: string;
  readonly rows: readonly { segmentId: string; row: MemberRow }[];
  /** Segments whose size changes, by how much. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly transitions: readonly Transition[];
  readonly events: readonly BusEvent[];
}

type Rules = ReadonlyMap<string, StoredRule>;

function derive(image: ProfileRecordImage, rules: Rules): Derived {
  const { after, before, note } = image;
  const { workspaceId, revision } = after;
  const rows: { segmentId: string; row: MemberRow }[] = [];
  const sizes = new Map<string, number>();
  const transitions: Transition[] = [];
  for (const difference of membershipDifferences(before, after, note.flips)) {
    const version = rules.get(`${workspaceId}/${difference.ordinal}`);
    const { flip, member } = difference;
    if (version === undefined || flip === undefined) continue;
    const at = new Date(flip.at).toISOString();
    const { segmentId } = version;
    sizes.set(segmentId, (sizes.get(segmentId) ?? 0) + (member ? 1 : -1));
    rows.push({
      segmentId,
      row: { profileId: after.id, member, since: at, cause: flip.cause, revision },
    });
    if (flip.kind !== "entered" && flip.kind !== "exited") continue;
    const { cause, kind } = flip;
    const segmentVersion = version.version;
    transitions.push({ segmentId, profileId: after.id, kind, at, cause, revision, segmentVersion });
  }
  const identities = identitiesOf(after.mergedInto === undefined ? after : (before ?? after));
  const events = transitions.map(
    ({ segmentId, kind, at, cause, segmentVersion }): BusEvent => ({
      detailType: `segment.${kind}`,
      detail: {
        ...{ workspaceId, segmentId, segmentVersion, profileId: after.id, object: after.object },
        ...{ identities, at, cause, revision },
      },
    }),
  );
  return { workspaceId, sequenceNumber: image.sequenceNumber, rows, sizes, transitions, events };
}

async function rulesOf(
  context: PublishContext,
  images: readonly ProfileRecordImage[],
): Promise<Rules> {
  const wanted = new Map<string, Set<number>>();
  for (const { before, after, note } of images) {
    const ordinals = wanted.get(after.workspaceId) ?? new Set<number>();
    wanted.set(after.workspaceId, ordinals);
    for (const { ordinal } of membershipDifferences(before, after, note.flips))
      ordinals.add(ordinal);
  }
  const rules = new Map<string, StoredRule>();
  for (const [workspaceId, ordinals] of wanted)
    for (const rule of await context.storage.index.rules(workspaceId, [...ordinals]))
      rules.set(`${workspaceId}/${rule.ordinal}`, rule);
  return rules;
}

async function appendHistory(
  context: PublishContext,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  await Promise.all(
    images
      .filter((image) => image.note.history.length > 0)
      .map((image) => context.storage.history.append(image.after, image.note.history)),
  );
}

async function applyMembers(context: PublishContext, derived: readonly Derived[]): Promise<void> {
  const lanes = new Map<string, { workspaceId: string; segmentId: string; row: MemberRow }[]>();
  for (const { workspaceId, rows } of derived)
    for (const { segmentId, row } of rows) {
      const lane = lanes.get(row.profileId) ?? [];
      lanes.set(row.profileId, [...lane, { workspaceId, segmentId, row }]);
    }
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (const each of lane)
        await context.storage.members.apply(each.workspaceId, each.segmentId, each.row);
    }),
  );
}

async function appendTransitions(
  context: PublishContext,
  derived: readonly Derived[],
): Promise<void> {
  const byWorkspace = Map.groupBy(derived, (each) => each.workspaceId);
  for (const [workspaceId, group] of byWorkspace)
    await context.storage.transitions.append(
      workspaceId,
      group.flatMap((each) => each.transitions),
    );
}

async function countAll(
  context: PublishContext,
  shardId: string,
  images: readonly ProfileRecordImage[],
  derived: readonly Derived[],
): Promise<void> {
  const tallies = new Map<
    string,
    { workspaceId: string; name: string; contributions: Contribution[] }
  >();
  const contribute = (workspaceId: string, name: string, contribution: Contribution): void => {
    const key = `${workspaceId}/${name}`;
    const tally = tallies.get(key) ?? { workspaceId, name, contributions: [] };
    tallies.set(key, tally);
    tally.contributions.push(contribution);
  };
  for (const { workspaceId, sequenceNumber, sizes } of derived)
    for (const [segmentId, size] of sizes)
      contribute(workspaceId, `segment#${segmentId}`, { sequenceNumber, counts: { size } });
  for (const { before, after, note, sequenceNumber } of images) {
    const counts = { ...attributeCounts(before, after), ...behaviourCounts(note.history) };
    if (Object.keys(counts).length > 0)
      contribute(after.workspaceId, `attributes#${after.object}`, { sequenceNumber, counts });
  }
  await Promise.all(
    [...tallies.values()].map(({ workspaceId, name, contributions }) =>
      context.storage.tallies.contribute(workspaceId, name, shardId, contributions),
    ),
  );
}

async function enqueueNearDues(
  context: PublishContext,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  const now = context.clock.now();
  const messages = images.flatMap(({ before, after }) => {
    const dueAt = nextDueOf(after);
    const isNear = dueAt !== undefined && dueAt <= now + lookAheadMs;
    const isNew = before === undefined || nextDueOf(before) !== dueAt;
    return isNear && isNew ? [dueMessage({ key: after, dueAt }, now)] : [];
  });
  await context.queues.due.send(messages);
}
