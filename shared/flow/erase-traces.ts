import { claimsNamed } from "../profiles/identity.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import type { ProfileRecordImage } from "./derive-views.ts";
import { identityKeyOf } from "./index-reader.ts";
import { historyOf } from "./read-history.ts";
import { refusedAbout } from "./refused-about.ts";

type TraceContext = Pick<FlowContext, "storage" | "clock">;

/**
 * What is kept of an erased profile outside its item goes too: its history, also under the ids of
 * profiles it took in; what destinations were told that is settled; refused webhooks that name it.
 * A removal that is still to be told stays until it is. Turns and transitions stay: they name a
 * profile's id, which now leads nowhere, and keep counts right. Safe to repeat.
 */
export async function eraseTraces(
  context: TraceContext,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  for (const { before, after } of images) {
    if (after.erasedAt === undefined || before?.erasedAt !== undefined) continue;
    const known = before ?? after;
    const ids = new Set([after.id, ...known.records.map((each) => derivedId(known, each))]);
    for (const id of ids) {
      const key = { ...profileKey(after), id };
      const entries = await historyOf(context.storage, key);
      await markNames(context, after, entries);
      await context.storage.history.remove(key, entries);
    }
    await forgetPushes(context, known, ids);
    await forgetRefused(context, known);
  }
}

function profileKey({ workspaceId, object, id }: ProfileKey): ProfileKey {
  return { workspaceId, object, id };
}

function derivedId(
  { workspaceId, object }: Profile,
  { connectionId, recordId }: Profile["records"][number],
): string {
  return profileIdOf(workspaceId, object, connectionId, recordId);
}

/**
 * Whoever was deleted before being erased had given its identities up by then; what its history
 * says it was called is refused all the same. The stream brought that history here before.
 */
async function markNames(
  { storage, clock }: TraceContext,
  erased: Profile,
  entries: readonly HistoryEntry[],
): Promise<void> {
  const key = identityKeyOf(await storage.index.root(erased.workspaceId), erased.object);
  const names = new Set(
    entries.flatMap(({ values = {} }) => claimsNamed(erased.object, values, key)),
  );
  if (names.size === 0) return;
  const marks = await storage.claims.erasureMarks(erased, [...names]);
  await retrying(ConflictError, async () => {
    const current = (await storage.profiles.read([erased])).get(erased.id);
    if (current?.erasedAt === undefined) return;
    const taken = await storage.claims.holders(erased, [...marks]);
    const held = [...marks].filter((mark) => !taken.has(mark));
    if (held.length === 0) return;
    const claims = [...new Set([...current.claims, ...held])].sort();
    const holder = { ...current, claims, revision: current.revision + 1 };
    const note = { at: clock.now(), history: [], flips: [] };
    const write = { profile: holder, note, read: current.revision };
    const change = { holder, held, released: [], takenFrom: [] };
    await storage.claims.commit([write], change);
  });
}

/** Nothing is taken out any more where a destination was removed: there whoever is in is forgotten too. */
async function forgetPushes(
  { storage }: TraceContext,
  { workspaceId, id, records }: Profile,
  ids: ReadonlySet<string>,
): Promise<void> {
  const keys = [...new Set([id, ...ids, ...records.map(({ recordId }) => recordId)])];
  for (const destination of await storage.destinations.all(workspaceId)) {
    const isOver = destination.state === "removed";
    const rows = await storage.pushes.rows(workspaceId, destination.id, keys);
    const settled = rows.filter(
      (row) => ids.has(row.profileId) && (isOver || (!row.desired && row.state !== "pending")),
    );
    await storage.pushes.forget(workspaceId, destination.id, settled);
  }
}

async function forgetRefused(context: TraceContext, profile: Profile): Promise<void> {
  const { workspaceId } = profile;
  for await (const { connectionId, webhook } of refusedAbout(context, profile))
    await context.storage.refusedWebhooks.forget(workspaceId, connectionId, webhook.id);
}
