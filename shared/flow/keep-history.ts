import type { HistoryEntry, Profile, WriteNote } from "../profiles/profile.ts";
import type { Retention } from "../profiles/retention.ts";
import { toFile } from "../profiles/unfiled.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { StoredEntry } from "../storage/history.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, retentionOf } from "./index-reader.ts";

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: Pick<WriteNote, "at" | "history">;
}

const writesAtOnce = 25;

/** Appends what was told and waits no longer: behaviours for as long as they are kept, those whose time is over not at all. */
export async function appendHistory(
  { storage, index, clock }: Pick<FlowContext, "storage" | "index" | "clock">,
  images: readonly Image[],
): Promise<void> {
  const now = clock.now();
  const entries = await Promise.all(
    images.map(async ({ before, after, note }) => {
      const told = toFile(before, after, note);
      if (!told.some(({ field }) => isBehaviourField(field))) return { key: after, entries: told };
      const retention = retentionOf((await index.snapshot(after.workspaceId)).root, after.object);
      return { key: after, entries: told.flatMap((each) => keptUntil(each, retention, now) ?? []) };
    }),
  );
  await storage.history.append(entries);
}

/** With when it expires; undefined where that is past. */
export function keptUntil<Entry extends HistoryEntry>(
  entry: Entry,
  retention: Retention,
  now: number,
): Entry | undefined {
  const keptMs = retention.get(entry.field.slice(behaviourField("").length));
  if (!isBehaviourField(entry.field) || keptMs === undefined) return entry;
  const expiresAt = entry.at + keptMs;
  return expiresAt <= now ? undefined : { ...entry, expiresAt: Math.ceil(expiresAt / 1_000) };
}

/**
 * Has what the history holds of a behaviour kept for as long as is said now. A row that somebody
 * takes out meanwhile stays out.
 * @param page profiles that lie beside each other
 */
export async function restamp(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  { root }: IndexSnapshot,
  name: string,
  page: readonly Profile[],
): Promise<void> {
  const [first] = page;
  const last = page.at(-1);
  if (first === undefined || last === undefined) return;
  const retention = retentionOf(root, first.object);
  const rows = await storage.history.ofRange(first, behaviourField(name), first.id, last.id);
  const now = clock.now();
  const keep = async (row: StoredEntry): Promise<void> => {
    const { expiresAt: _former, profileId: id, ...entry } = row;
    const key = { workspaceId: first.workspaceId, object: first.object, id };
    const kept = keptUntil<HistoryEntry>(entry, retention, now);
    if (kept === undefined) return storage.history.remove(key, [entry]);
    if (kept.expiresAt !== row.expiresAt) await storage.history.expire(key, kept);
  };
  for (let start = 0; start < rows.length; start += writesAtOnce)
    await Promise.all(rows.slice(start, start + writesAtOnce).map(keep));
}
