import type { Cause } from "../contracts/event.ts";
import { wantedClaims } from "../profiles/identity.ts";
import {
  type Flip,
  newProfile,
  type Profile,
  type ProfileKey,
  type RecordName,
} from "../profiles/profile.ts";
import { derivedId, type Halves, halvesOf, nameKey } from "../profiles/split-profile.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { ApplyContext } from "./context.ts";
import { type Decision, decideState } from "./decide.ts";
import { followPointers } from "./follow-pointers.ts";
import { type IndexSnapshot, identityKeyOf } from "./index-reader.ts";
import { RelatedReader } from "./look-around.ts";
import { partClaims, pointersOf, recordKeysOf, type SplitClaims } from "./split-identities.ts";
import { noteOf } from "./write-note.ts";

/** Records that do not belong to the others of a profile, and who says so. */
export interface Split {
  readonly records: readonly RecordName[];
  readonly by: string;
  readonly reason: string;
}

/** Who goes on with the records that were not named, and who has those that were. */
export interface SplitProfiles {
  readonly kept: Profile;
  readonly split: Profile;
}

/**
 * Takes records out of a profile that were joined wrongly, into one of their own.
 *
 * Invariant: every record leads, by its derived id and pointers, to the one profile that has it;
 * each says what its own sources said, and is in the segments that follow from that. One
 * transaction makes it so: both profiles, every pointer that led through the wrong one, and the
 * claims; each on condition that it is as it was read. A change or a merge that comes between
 * makes the split, or is made itself, to begin again with what is there then. A repeat finds the
 * records apart and answers the same.
 */
export async function splitProfile(
  context: ApplyContext,
  key: ProfileKey,
  split: Split,
): Promise<SplitProfiles | undefined> {
  return retrying(ConflictError, async () => {
    const stored = await followPointers(context.storage, key);
    if (stored === undefined) return undefined;
    const earlier = await splitBefore(context, stored, split);
    if (earlier !== undefined) return earlier;
    const now = context.clock.now();
    const { by, reason } = split;
    assertHas(stored, split.records);
    const halves = halvesOf(stored, split.records, { at: now, by, reason });
    if (halves === undefined)
      throw unsplittable(
        "All records of a source go together, so nothing of this profile would be left: name records of some of its sources only.",
      );
    const written = await writeHalves(context, stored, halves, now);
    const isNamed = written.home.records.some((each) => isAmong(split.records, each));
    return isNamed
      ? { kept: written.other, split: written.home }
      : { kept: written.home, split: written.other };
  });
}

function assertHas(profile: Profile, records: readonly RecordName[]): void {
  if (profile.erasedAt !== undefined)
    throw unsplittable("This profile was erased: nothing is kept of it that could be taken apart.");
  const foreign = records.find((each) => !isAmong(profile.records, each));
  if (foreign === undefined) return;
  const { connectionId, recordId } = foreign;
  throw unsplittable(
    `${connectionId}:${recordId} is no record of this profile: read its identities again.`,
  );
}

function unsplittable(detail: string): Problem {
  return new Problem(409, "Cannot be split", detail);
}

function isAmong(records: readonly RecordName[], record: RecordName): boolean {
  const key = nameKey(record);
  return records.some((each) => nameKey(each) === key);
}

/** The two as an earlier request of the same kind left them. */
async function splitBefore(
  { storage }: ApplyContext,
  asked: Profile,
  { records }: Split,
): Promise<SplitProfiles | undefined> {
  const [first] = records;
  if (first === undefined) return undefined;
  const { workspaceId, object } = asked;
  const id = derivedId(asked, first);
  const split = await followPointers(storage, { workspaceId, object, id });
  const separation = split?.apart?.at(-1);
  if (split === undefined || separation === undefined) return undefined;
  const named = new Set(records.map((each) => each.connectionId));
  const isWhole =
    records.every((each) => isAmong(split.records, each)) &&
    split.records.every((each) => named.has(each.connectionId));
  if (!isWhole) return undefined;
  const kept = await followPointers(storage, { workspaceId, object, id: separation.profileId });
  if (kept === undefined || kept.id === split.id) return undefined;
  return asked.id === split.id || asked.id === kept.id ? { kept, split } : undefined;
}

async function writeHalves(
  context: ApplyContext,
  stored: Profile,
  halves: Halves,
  now: number,
): Promise<Halves> {
  const { storage, index } = context;
  const snapshot = await index.snapshot(stored.workspaceId);
  const read = await storage.profiles.read(recordKeysOf(stored));
  const former = read.get(halves.other.id);
  if (former !== undefined && former.mergedInto === undefined)
    throw new ConflictError("a record of a profile stands by itself");
  const deciding: Deciding = { context, snapshot, now, related: new RelatedReader(context) };
  const home = await decideHalf(deciding, stored, halves.home);
  const blank = newProfile(halves.other, halves.other.createdAt);
  const other = await decideHalf(deciding, blank, halves.other);
  const key = identityKeyOf(snapshot.root, stored.object);
  const claims = partClaims(stored, {
    here: wantedClaims(home.profile, key),
    there: wantedClaims(other.profile, key),
  });
  const written = withIdentities(stored, former, claims, {
    home: home.profile,
    other: other.profile,
  });
  const { moved: held, released } = claims;
  const change = { holder: written.other, held, released, takenFrom: [stored.id] };
  index.assertFresh(snapshot);
  await storage.claims.commit(
    [
      { profile: written.home, note: noteOf(home, [], now), read: stored.revision },
      { profile: written.other, note: noteOf(other, [], now), read: former?.revision ?? 0 },
      ...pointersOf(stored, written, read, now),
    ],
    change,
  );
  return written;
}

function withIdentities(
  stored: Profile,
  former: Profile | undefined,
  claims: SplitClaims,
  { home, other }: Halves,
): Halves {
  return {
    home: { ...home, claims: claims.home, revision: stored.revision + 1 },
    other: {
      ...other,
      claims: claims.moved,
      duplicateOf: claims.contested ? [stored.id] : [],
      // Later than what was said of its records before, also to destinations.
      revision: Math.max(stored.revision, former?.revision ?? 0) + 2,
    },
  };
}

interface Deciding {
  readonly context: ApplyContext;
  readonly snapshot: IndexSnapshot;
  readonly related: RelatedReader;
  readonly now: number;
}

async function decideHalf(
  { context: { index }, snapshot, related, now }: Deciding,
  before: Profile,
  half: Profile,
): Promise<Decision> {
  const input = { index, related, snapshot, before, incoming: [], now };
  const decision = await decideState(input, half, []);
  const cause: Cause = { kind: "split", at: new Date(now).toISOString() };
  const { waiting } = decision.profile;
  const because = (flip: Flip): Flip => (flip.cause.kind === "time" ? flip : { ...flip, cause });
  return {
    ...decision,
    flips: decision.flips.map(because),
    profile: {
      ...decision.profile,
      waiting: Object.fromEntries(
        Object.entries(waiting).map(([ordinal, wait]) => [
          ordinal,
          before.waiting[ordinal] === undefined ? { ...wait, cause } : wait,
        ]),
      ),
    },
  };
}
