import { claimsNamed, type IdentityKey, wantedClaims } from "../profiles/identity.ts";
import { isAlive, newProfile, type ProfileKey } from "../profiles/profile.ts";
import type { NewHolder } from "../storage/identity-claims.ts";
import type { ApplyContext } from "./context.ts";
import { correlated } from "./correlation.ts";
import { type Decision, decide } from "./decide.ts";
import type { ProfileWork } from "./group-changes.ts";
import { type IndexSnapshot, identityKeyOf } from "./index-reader.ts";
import type { RelatedReader } from "./look-around.ts";
import type { ProfileResolver } from "./resolve-profiles.ts";
import { noteOf } from "./write-note.ts";

/** Few enough for 4 MB, which a transaction may have, at the largest size of a profile. */
const togetherAtMost = 10;

/** A profile that was written for the first time. */
interface Newcomer extends NewHolder {
  readonly work: ProfileWork;
  readonly snapshot: IndexSnapshot;
  readonly decision: Decision;
}

/**
 * Writes those of whom nothing was known yet and whose e-mail or domain nobody holds, several in
 * one transaction: of an import, nearly all. Whoever cannot be written so, for whatever reason, is
 * left to the ordinary way, which tells the reason; a repeat there changes nothing.
 * @returns what was decided, by the work that is done
 */
export async function applyNewcomers(
  context: ApplyContext,
  reading: { readonly resolver: ProfileResolver; readonly related: RelatedReader },
  works: readonly ProfileWork[],
): Promise<ReadonlyMap<ProfileWork, Decision>> {
  const done = new Map<ProfileWork, Decision>();
  const unknown = works.filter((work) => isUnknown(work, reading.resolver));
  if (unknown.length < 2) return done;
  const free = await freeClaims(context, unknown).catch(() => new Set<string>());
  // One transaction after the other: each is given up after a second, not to be spent waiting.
  for (let start = 0; start < unknown.length; start += togetherAtMost) {
    const some = unknown.slice(start, start + togetherAtMost);
    const decided = await Promise.all(
      some.map((work) => newcomer(context, reading.related, work).catch(() => undefined)),
    );
    const group: Newcomer[] = [];
    for (const each of decided) if (each !== undefined && takes(each, free)) group.push(each);
    if (group.length > 0 && (await isWritten(context, group)))
      for (const { work, decision } of group) done.set(work, decision);
  }
  return done;
}

function isUnknown({ key, incoming }: ProfileWork, resolver: ProfileResolver): boolean {
  if (incoming.some(({ change }) => change.body.kind === "merge")) return false;
  return resolver.isLoaded && resolver.loaded([key]).length === 0;
}

/** Of the claims that the changes may lead to those that nobody holds, by `claimKey`. */
async function freeClaims(
  { storage, index }: Pick<ApplyContext, "storage" | "index">,
  works: readonly ProfileWork[],
): Promise<Set<string>> {
  const free = new Set<string>();
  for (const own of Map.groupBy(works, ({ key }) => claimKey(key, "")).values()) {
    const [first] = own;
    if (first === undefined) continue;
    const { root } = await index.snapshot(first.key.workspaceId);
    const key = identityKeyOf(root, first.key.object);
    const claims = new Set(own.flatMap((work) => claimsIn(work, key)));
    if (claims.size === 0) continue;
    const held = await storage.claims.holders(first.key, [...claims]);
    for (const claim of claims.difference(held)) free.add(claimKey(first.key, claim));
  }
  return free;
}

function claimKey({ workspaceId, object }: Omit<ProfileKey, "id">, claim: string): string {
  return `${workspaceId}/${object}/${claim}`;
}

function claimsIn({ key: { object }, incoming }: ProfileWork, key?: IdentityKey): string[] {
  return incoming.flatMap(({ change: { body } }) =>
    body.kind === "attributes" ? claimsNamed(object, body.values, key) : [],
  );
}

async function newcomer(
  { index, clock }: ApplyContext,
  related: RelatedReader,
  work: ProfileWork,
): Promise<Newcomer> {
  const { key, incoming, refresh, correlationIds } = work;
  const now = clock.now();
  const before = newProfile(key, now);
  const snapshot = await index.snapshot(key.workspaceId);
  const decision = await decide({ index, related, snapshot, before, incoming, refresh, now });
  const held = wantedClaims(decision.profile, identityKeyOf(snapshot.root, key.object));
  const profile = { ...decision.profile, claims: held, revision: before.revision + 1 };
  const note = noteOf(decision, decision.history, now, correlated(correlationIds));
  const write = { profile, note, read: before.revision, filesLater: isAlive(profile) };
  return { work, snapshot, decision: { ...decision, profile }, write, held };
}

/** Takes the claims where all are free; of two of a batch who want the same one the first takes it. */
function takes({ work, held }: Newcomer, free: Set<string>): boolean {
  const keys = held.map((claim) => claimKey(work.key, claim));
  if (keys.length === 0 || !keys.every((key) => free.has(key))) return false;
  for (const key of keys) free.delete(key);
  return true;
}

async function isWritten(
  { storage, index }: ApplyContext,
  group: readonly Newcomer[],
): Promise<boolean> {
  try {
    for (const { snapshot } of group) index.assertFresh(snapshot);
    await storage.claims.commitTogether(group);
    return true;
  } catch {
    return false;
  }
}
