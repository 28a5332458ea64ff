import type { IncomingChange } from "../profiles/fold-change.ts";
import { shareASource, wantedClaims } from "../profiles/identity.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import type { Decision } from "./decide.ts";
import { followPointers } from "./follow-pointers.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { mergeProfiles } from "./merge-profiles.ts";

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
  if (partner !== undefined) return join(context, commit, partner);
  const beaten = duplicates.map((other) => other.id);
  const held = gained.filter((each) => !beaten.includes(holders.get(each) ?? ""));
  const holder: Profile = {
    ...profile,
    claims: wanted.filter((each) => !gained.includes(each) || held.includes(each)),
    duplicateOf: [...new Set([...profile.duplicateOf, ...beaten])],
  };
  const takenFrom = [...new Set(holders.values())].filter((id) => !beaten.includes(id));
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
function join(context: CommitContext, commit: Commit, partner: Profile): Promise<Decision> {
  const { before, decision, snapshot, incoming, now } = commit;
  return mergeProfiles(context, {
    snapshot,
    incoming,
    now,
    winner: { stored: partner, current: partner },
    loser: { stored: before, current: decision.profile },
    history: decision.history,
  });
}

function pendingWrite(commit: Commit, profile: Profile) {
  const { before, decision, now } = commit;
  return {
    profile: { ...profile, revision: before.revision + 1 },
    note: { at: now, history: decision.history, flips: decision.flips },
    read: before.revision,
  };
}

function profileKey({ workspaceId, object, id }: ProfileKey): ProfileKey {
  return { workspaceId, object, id };
}
