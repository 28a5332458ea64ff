import { pointerTo, shareASource, unite, wantedClaims } from "../profiles/identity.ts";
import { mergeFlips } from "../profiles/merge-flips.ts";
import type { IncomingChange } from "../profiles/fold-change.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { type Decision, decideState } from "./decide.ts";
import type { IndexSnapshot } from "./index-reader.ts";

type CommitContext = Pick<FlowContext, "storage" | "index">;

export interface Commit {
  readonly snapshot: IndexSnapshot;
  readonly before: Profile;
  readonly decision: Decision;
  readonly incoming: readonly IncomingChange[];
  readonly now: number;
}

/**
 * Writes a decision in one conditional write (law 1). Only where an e-mail or a domain
 * changes hands does it take a transaction, and possibly join two profiles.
 */
export async function commitProfile(context: CommitContext, commit: Commit): Promise<Decision> {
  const { before, decision } = commit;
  const wanted = wantedClaims(decision.profile);
  const gained = wanted.filter((claim) => !before.claims.includes(claim));
  const released = before.claims.filter((claim) => !wanted.includes(claim));
  if (gained.length > 0 || released.length > 0)
    return claim(context, commit, wanted, gained, released);
  context.index.assertFresh(commit.snapshot);
  await context.storage.profiles.write(pendingWrite(commit, decision.profile));
  return decision;
}

async function claim(
  context: CommitContext,
  commit: Commit,
  wanted: readonly string[],
  gained: readonly string[],
  released: readonly string[],
): Promise<Decision> {
  const { profile } = commit.decision;
  const holders = await context.storage.claims.holders(profile, gained);
  const others: Profile[] = [];
  for (const id of new Set(holders.values())) {
    if (id === profile.id) continue;
    const other = await followPointers(context.storage, { ...profileKey(profile), id });
    if (other !== undefined && other.id !== profile.id) others.push(other);
  }
  const duplicates = others.filter((other) => shareASource(other, profile));
  const partner = others.find((other) => !duplicates.includes(other));
  const takenFrom = [...new Set(holders.values())];
  if (partner !== undefined) return join(context, commit, partner, takenFrom);
  const beaten = new Set(duplicates.map((other) => other.id));
  const held = gained.filter((each) => !beaten.has(holders.get(each) ?? ""));
  const holder: Profile = {
    ...profile,
    claims: wanted.filter((each) => !gained.includes(each) || held.includes(each)),
    duplicateOf: [...new Set([...profile.duplicateOf, ...beaten])],
  };
  context.index.assertFresh(commit.snapshot);
  await context.storage.claims.commit([pendingWrite(commit, holder)], {
    holder,
    held,
    released,
    takenFrom,
  });
  return { ...commit.decision, profile: holder };
}

/** Two sources know the same person: the one who holds the identity takes the other in. */
async function join(
  context: CommitContext,
  commit: Commit,
  winner: Profile,
  takenFrom: readonly string[],
): Promise<Decision> {
  const loser = commit.decision.profile;
  return mergeProfiles(context, {
    ...commit,
    winner: { stored: winner, current: winner },
    loser: { stored: commit.before, current: loser },
    history: commit.decision.history,
    takenFrom,
  });
}

/** One side of a merge: as stored, and with the changes that are just being applied. */
interface MergeSide {
  readonly stored: Profile;
  readonly current: Profile;
}

export interface Merge extends Pick<Commit, "snapshot" | "incoming" | "now"> {
  readonly winner: MergeSide;
  readonly loser: MergeSide;
  readonly history: Decision["history"];
  /** Who may hold the identities now, besides the two. */
  readonly takenFrom: readonly string[];
}

/**
 * One transaction: the winner with everything of both, the loser as a pointer to it, and
 * the identities. Of memberships that did not change for the person nothing is said.
 */
export async function mergeProfiles(context: CommitContext, merge: Merge): Promise<Decision> {
  const { winner, loser, snapshot, incoming, now } = merge;
  const united = unite(winner.current, loser.current);
  const input = { index: context.index, snapshot, before: winner.stored, incoming, now };
  const decision = await decideState(input, united, merge.history);
  const reason = { at: now, cause: { kind: "merge" as const, at: new Date(now).toISOString() } };
  const flips = mergeFlips(
    { winner: winner.stored, loser: loser.stored },
    decision.profile,
    reason,
  );
  const claims = wantedClaims(decision.profile);
  const merged: Profile = {
    ...decision.profile,
    claims,
    revision: revisionAfter(winner.stored, loser.stored),
  };
  const pointer = {
    ...pointerTo(winner.stored, loser.stored),
    revision: loser.stored.revision + 1,
  };
  const nothing = { at: now, history: [], flips: flips.loser };
  const released = winner.stored.claims.filter((each) => !claims.includes(each));
  context.index.assertFresh(snapshot);
  await context.storage.claims.commit(
    [
      {
        profile: merged,
        note: { at: now, history: merge.history, flips: flips.winner },
        read: winner.stored.revision,
      },
      { profile: pointer, note: nothing, read: loser.stored.revision },
    ],
    { holder: merged, held: claims, released, takenFrom: [loser.stored.id, ...merge.takenFrom] },
  );
  return { ...decision, profile: merged, flips: [...flips.winner, ...flips.loser] };
}

/** The profile, or the one it was merged into, however often. */
export async function followPointers(
  storage: Pick<FlowContext["storage"], "profiles">,
  key: ProfileKey,
): Promise<Profile | undefined> {
  let id = key.id;
  for (let step = 0; step < longestChain; step += 1) {
    const profile = (await storage.profiles.read([{ ...key, id }])).get(id);
    if (profile?.mergedInto === undefined) return profile;
    id = profile.mergedInto;
  }
  throw new ConflictError("a chain of merged profiles does not end");
}

const longestChain = 50;

function pendingWrite(commit: Commit, profile: Profile) {
  const { before, decision, now } = commit;
  return {
    profile: { ...profile, revision: before.revision + 1 },
    note: { at: now, history: decision.history, flips: decision.flips },
    read: before.revision,
  };
}

/** Later than either's, so that nothing said of the two before can overtake it. */
function revisionAfter(winner: Profile, loser: Profile): number {
  return Math.max(winner.revision, loser.revision) + 1;
}

function profileKey({ workspaceId, object, id }: ProfileKey): ProfileKey {
  return { workspaceId, object, id };
}
