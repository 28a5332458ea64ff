import type { IncomingChange } from "../profiles/fold-change.ts";
import {
  areRivals,
  differInKey,
  type IdentityKey,
  isKeyClaim,
  wantedClaims,
} from "../profiles/identity.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { PendingWrite } from "../storage/profiles.ts";
import type { ApplyContext, FlowContext } from "./context.ts";
import type { Decision } from "./decide.ts";
import { withErasureMarks } from "./erase-profile.ts";
import { followPointers } from "./follow-pointers.ts";
import { type IndexSnapshot, identityKeyOf } from "./index-reader.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { noteOf } from "./write-note.ts";

type CommitContext = Pick<FlowContext, "storage" | "index" | "correlationIds">;

export interface Commit {
  readonly snapshot: IndexSnapshot;
  readonly before: Profile;
  readonly decision: Decision;
  readonly incoming: readonly IncomingChange[];
  readonly now: number;
  /** Whether there is anything to write besides identities. */
  readonly isNews: boolean;
}

/**
 * Writes a decision in one conditional write (law 1). Only where an identity changes hands does
 * it take a transaction, and possibly join two profiles.
 */
export async function commitProfile(context: CommitContext, given: Commit): Promise<Decision> {
  const { before, snapshot, isNews, incoming } = given;
  const erasing = { of: [before], after: given.decision.profile, incoming, key: keyIn(given) };
  const profile = await withErasureMarks(context, erasing);
  const decision = { ...given.decision, profile };
  const commit = { ...given, decision };
  const wanted = wantedClaims(profile, keyIn(commit));
  const gained = wanted.filter((claim) => !before.claims.includes(claim));
  const released = before.claims.filter((claim) => !wanted.includes(claim));
  if (gained.length > 0 || released.length > 0)
    return claim(context, commit, { wanted, gained, released });
  if (!isNews) return decision;
  context.index.assertFresh(snapshot);
  await context.storage.profiles.write(pendingWrite(context, commit, decision.profile));
  return decision;
}

/** Looks again at whom a profile is one with, as the index now says how that is told. */
export async function identifyProfile(context: ApplyContext, page: Profile): Promise<void> {
  const { storage, index, clock } = context;
  await retrying(ConflictError, async (attempt) => {
    const before = attempt === 1 ? page : (await storage.profiles.read([page])).get(page.id);
    if (before === undefined || !isAlive(before)) return;
    const snapshot = await index.snapshot(before.workspaceId);
    const decision = { profile: before, flips: [], approaching: [], history: [], touched: 0 };
    const now = clock.now();
    await commitProfile(context, { snapshot, before, decision, incoming: [], now, isNews: false });
  });
}

function keyIn({ snapshot, before }: Commit): IdentityKey | undefined {
  return identityKeyOf(snapshot.root, before.object);
}

interface Claims {
  readonly wanted: readonly string[];
  readonly gained: readonly string[];
  readonly released: readonly string[];
}

async function claim(
  context: CommitContext,
  commit: Commit,
  { wanted, gained, released }: Claims,
): Promise<Decision> {
  const { profile } = commit.decision;
  const holders = await holdersOf(context, profile, gained);
  const others = holders.filter(({ other }) => other.id !== profile.id);
  const partner = partnerOf(commit, others);
  if (partner !== undefined) return join(context, commit, partner);
  const beaten = new Set(others.flatMap((each) => each.claims));
  const held = gained.filter((each) => !beaten.has(each));
  if (!commit.isNews && held.length === 0 && released.length === 0) return commit.decision;
  const holder: Profile = {
    ...profile,
    claims: wanted.filter((each) => !beaten.has(each)),
    duplicateOf: [...new Set([...profile.duplicateOf, ...others.map(({ other }) => other.id)])],
  };
  context.index.assertFresh(commit.snapshot);
  const takenFrom = holders.flatMap(({ id, other }) => (other.id === profile.id ? [id] : []));
  const change = { holder, held, released, takenFrom };
  await context.storage.claims.commit([pendingWrite(context, commit, holder)], change);
  return { ...commit.decision, profile: holder };
}

/** Who holds some of the claims that a profile wants. */
interface Holder {
  /** As the claims name it: it may have been merged since. */
  readonly id: string;
  readonly other: Profile;
  readonly claims: readonly string[];
}

async function holdersOf(
  { storage }: CommitContext,
  { workspaceId, object }: Profile,
  wanted: readonly string[],
): Promise<Holder[]> {
  const holders = [...(await storage.claims.holders({ workspaceId, object }, wanted))];
  const byId = Map.groupBy(holders, ([, id]) => id);
  const found: Holder[] = [];
  for (const [id, held] of byId) {
    const other = await followPointers(storage, { workspaceId, object, id });
    const claims = held.map(([claimed]) => claimed);
    if (other !== undefined) found.push({ id, other, claims });
  }
  return found;
}

/** Whom a profile is joined with: by the key first; by what else they share only unless keys differ. */
function partnerOf(commit: Commit, others: readonly Holder[]): Profile | undefined {
  const { profile } = commit.decision;
  const open = others.filter(({ other }) => !areRivals(other, profile));
  const byKey = open.find(({ claims }) => claims.some(isKeyClaim));
  const partner = byKey ?? open.find(({ other }) => !differInKey(other, profile, keyIn(commit)));
  return partner?.other;
}

/**
 * Two sources know the same person: the one who holds the identity takes the other in. What both
 * want together may lead to a third; a crash before that is mended at the next change.
 */
async function join(context: CommitContext, commit: Commit, partner: Profile): Promise<Decision> {
  const { before, decision, snapshot, incoming, now } = commit;
  const joined = await mergeProfiles(context, {
    snapshot,
    incoming,
    now,
    winner: { stored: partner, current: partner },
    loser: { stored: before, current: decision.profile },
    history: decision.history,
  });
  const told = { ...joined, flips: [], approaching: [], history: [] };
  const further = { ...commit, before: joined.profile, decision: told, isNews: false };
  const { profile, flips } = await commitProfile(context, further);
  return { ...joined, profile, flips: [...joined.flips, ...flips] };
}

/** Who is here no more leaves nothing behind in the item that the history is to have. */
function pendingWrite(context: CommitContext, commit: Commit, profile: Profile): PendingWrite {
  const { before, decision, now } = commit;
  return {
    profile: { ...profile, revision: before.revision + 1 },
    note: noteOf(decision, decision.history, now, context),
    read: before.revision,
    filesLater: isAlive(profile),
  };
}
