import type { IncomingChange } from "../profiles/fold-change.ts";
import { handedOn } from "../profiles/handed-on.ts";
import { pointerTo, unite, wantedClaims } from "../profiles/identity.ts";
import { mergeFlips } from "../profiles/merge-flips.ts";
import type { Flip, Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { type Decision, type DecisionInput, decideState } from "./decide.ts";
import { withErasureMarks } from "./erase-profile.ts";
import { type IndexSnapshot, identityKeyOf } from "./index-reader.ts";
import { RelatedReader } from "./look-around.ts";
import { noteOf } from "./write-note.ts";

type MergeContext = Pick<FlowContext, "storage" | "index" | "correlationIds">;

/** One side of a merge: as stored, and with the changes that are just being applied. */
interface MergeSide {
  readonly stored: Profile;
  readonly current: Profile;
}

export interface Merge {
  readonly snapshot: IndexSnapshot;
  readonly incoming: readonly IncomingChange[];
  readonly now: number;
  readonly winner: MergeSide;
  readonly loser: MergeSide;
  /** Of what the loser is just being told. */
  readonly history: Decision["history"];
}

/**
 * One transaction: the winner with everything of both, the loser as a pointer to it, and
 * the identities. Of memberships that did not change for the person nothing is said.
 */
export async function mergeProfiles(context: MergeContext, merge: Merge): Promise<Decision> {
  const { winner, loser, snapshot, now } = merge;
  const decision = await decideUnion(context, merge);
  const flips = await flipsOf(context, merge, decision.profile);
  const { held, released, beaten } = await claimsOf(context, merge, decision.profile);
  const merged: Profile = {
    ...decision.profile,
    claims: held,
    duplicateOf: [...new Set([...decision.profile.duplicateOf, ...beaten])],
    // Later than either's, so that nothing said of the two before can overtake it.
    revision: Math.max(winner.stored.revision, loser.stored.revision) + 1,
  };
  const pointer = {
    ...pointerTo(winner.stored, loser.stored, now),
    revision: loser.stored.revision + 1,
  };
  context.index.assertFresh(snapshot);
  await context.storage.claims.commit(
    [
      {
        profile: merged,
        note: noteOf({ ...decision, flips: flips.winner }, decision.history, now, context),
        read: winner.stored.revision,
      },
      {
        profile: pointer,
        note: noteOf({ flips: flips.loser, approaching: [] }, [], now, context),
        read: loser.stored.revision,
      },
    ],
    { holder: merged, held, released, takenFrom: [loser.stored.id] },
  );
  const { unfiled: _filed, ...profile } = merged;
  return { ...decision, profile, flips: [...flips.winner, ...flips.loser] };
}

async function decideUnion(context: MergeContext, merge: Merge): Promise<Decision> {
  const { winner, loser, snapshot, incoming, now } = merge;
  const input: DecisionInput = {
    index: context.index,
    related: new RelatedReader(context),
    snapshot,
    before: winner.stored,
    incoming,
    now,
    inherited: loser.stored,
  };
  // The union keeps it as it keeps all that the loser was told before.
  const told = merge.history.map((each) =>
    handedOn({ ...each, recordedAt: now }, loser.stored.id, now),
  );
  const union = await decideState(input, unite(winner.current, loser.current, now), told);
  const profile = await withErasureMarks(context, {
    of: [winner.stored, winner.current, loser.stored, loser.current],
    after: union.profile,
    incoming,
    key: identityKeyOf(snapshot.root, union.profile.object),
  });
  return { ...union, profile };
}

/** While one version takes over from another, the two may be members by different ordinals of one segment. */
async function flipsOf(
  { storage }: MergeContext,
  { winner, loser, now }: Merge,
  after: Profile,
): Promise<{ readonly winner: readonly Flip[]; readonly loser: readonly Flip[] }> {
  const sides = { winner: winner.stored, loser: loser.stored };
  const ordinals = [winner.stored, loser.stored, after].flatMap((each) => each.announced);
  const rules = await storage.index.rules(after.workspaceId, [...new Set(ordinals)]);
  const segments = new Map(rules.map((rule) => [rule.ordinal, rule.segmentId]));
  const reason = { at: now, cause: { kind: "merge" as const, at: new Date(now).toISOString() } };
  return mergeFlips(sides, after, reason, (ordinal) => segments.get(ordinal) ?? `${ordinal}`);
}

interface MergedClaims {
  readonly held: readonly string[];
  readonly released: readonly string[];
  /** Other profiles that hold what this one would: duplicates in a source. */
  readonly beaten: readonly string[];
}

/** What either of the two holds, and what nobody else does; the rest is free again. */
async function claimsOf(
  { storage }: MergeContext,
  { winner, loser, snapshot }: Merge,
  profile: Profile,
): Promise<MergedClaims> {
  const stored = new Set([...winner.stored.claims, ...loser.stored.claims]);
  const wanted = wantedClaims(profile, identityKeyOf(snapshot.root, profile.object));
  const open = wanted.filter((claim) => !stored.has(claim));
  const none: ReadonlyMap<string, string> = new Map();
  const holders = open.length === 0 ? none : await storage.claims.holders(profile, open);
  const others = new Map<string, string>();
  for (const [claim, id] of holders)
    if (id !== winner.stored.id && id !== loser.stored.id) others.set(claim, id);
  return {
    held: wanted.filter((claim) => !others.has(claim)),
    released: [...stored].filter((claim) => !wanted.includes(claim)),
    beaten: [...new Set(others.values())],
  };
}
