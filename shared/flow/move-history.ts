import { asHeld, asTold, recordedAt } from "../profiles/handed-on.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { derivedId, hasLost } from "../profiles/split-profile.ts";
import { heldName } from "../profiles/unfiled.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { historyOf } from "./read-history.ts";
import { type Holding, RecordHolders } from "./record-holders.ts";

type Storage = Pick<FlowContext["storage"], "profiles" | "history" | "tallies">;

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
}

/**
 * Builds look under a profile's id for what it once did and was: that goes with its records, by
 * whatever merges and splits they leave it.
 *
 * Invariant: once the stream was published, the history of a profile is each change that was told of
 * the records it has, once, as `asHeld` names it; a pointer keeps a copy of what its profile had.
 * For whatever leaves a profile is moved after the image that shows it leave, which comes after all
 * that it was told before; and whoever moves it writes only while its new holder is as it was read,
 * so that a later leaving is published, and it is moved on, after. So it may be begun again at any
 * point, and by several at once.
 */
export async function moveHistory(
  { storage }: { readonly storage: Storage },
  images: readonly Image[],
): Promise<void> {
  const keys = images.flatMap(({ before, after }) => (before ? leftBehind(before, after) : []));
  for (const key of new Map(keys.map((each) => [JSON.stringify(each), each])).values())
    await moveFrom(storage, key);
}

/**
 * Where something may lie that belongs elsewhere: where records left, also under the ids of those
 * that were merged with them, and in what comes back from having been merged.
 */
function leftBehind(before: Profile, after: Profile): ProfileKey[] {
  const { workspaceId, object } = after;
  const ids = hasLost(before, after) ? before.records.map((each) => derivedId(before, each)) : [];
  const isMoved = ids.length > 0 || before.mergedInto !== after.mergedInto;
  const all = isMoved ? [...new Set([after.id, ...ids])] : [];
  return all.map((id) => ({ workspaceId, object, id }));
}

/** What is somebody else's goes there, then from here; what is its own is named as it has it now. */
async function moveFrom(storage: Storage, key: ProfileKey): Promise<void> {
  for (let isDone = false; !isDone; )
    isDone = await retrying(ConflictError, () => moveOnce(storage, key));
}

/** Whether there was nothing to do: what others rewrite meanwhile may show only the next time. */
async function moveOnce(storage: Storage, key: ProfileKey): Promise<boolean> {
  const kept = await historyOf(storage, key);
  if (kept.length === 0) return true;
  const holders = await RecordHolders.of(storage, key, kept);
  const from = holders.profile(key.id);
  const end = holders.of(key.id)?.holder;
  if (from === undefined || end === undefined) return true;
  const places = kept.map((entry) => placeOf(entry, holders.ofEntry(entry) ?? only(end)));
  const leaving = places.filter(({ holder }) => holder !== from && holder.erasedAt === undefined);
  for (const [holder, left] of Map.groupBy(leaving, (each) => each.holder))
    await bring(storage, holder, left, key.id);
  const gone = places.filter(({ holder }) => holder !== end || holder.erasedAt !== undefined);
  await storage.history.remove(
    key,
    gone.map(({ entry }) => entry),
    from,
  );
  const stale = places.filter(
    ({ entry, holder, held }) =>
      holder === from && from.erasedAt === undefined && heldName(entry) !== heldName(held),
  );
  await storage.history.rename(from, stale);
  return gone.length + stale.length === 0;
}

/** An entry, whose it is, and what it is there. */
interface Place extends Holding {
  readonly entry: HistoryEntry;
  readonly held: HistoryEntry;
}

function placeOf(entry: HistoryEntry, { holder, pointers }: Holding): Place {
  return { entry, holder, pointers, held: asHeld(entry, pointers) };
}

function only(holder: Profile): Holding {
  return { holder, pointers: [] };
}

/**
 * To the holder, and to each on the way there that had it until it was merged. What is there already
 * is not brought again, it may have been told since how long it is kept: what it is to be there now
 * it becomes with the image that shows its record leave there, before it came back.
 */
async function bring(
  storage: Storage,
  holder: Profile,
  places: readonly Place[],
  from: string,
): Promise<void> {
  const onTheWay = places.flatMap(({ entry, pointers }) => {
    const passed = pointers.findIndex(({ id }) => id === from);
    return pointers.flatMap((to, position) => {
      if (position <= passed || !hadIt(to, entry)) return [];
      return [{ to, held: asHeld(entry, pointers.slice(0, position)) }];
    });
  });
  const all = [...onTheWay, ...places.map(({ held }) => ({ to: holder, held }))];
  for (const [to, brought] of Map.groupBy(all, (each) => each.to)) {
    const known = new Set((await historyOf(storage, to)).map(toldName));
    const news = brought.map(({ held }) => held).filter((each) => !known.has(toldName(each)));
    await storage.history.bring(to, news, [...new Set([to, holder])]);
  }
}

/** The same by whatever merges it came. */
function toldName(entry: HistoryEntry): string {
  return heldName(asTold(entry));
}

function hadIt({ mergedAt }: Profile, entry: HistoryEntry): boolean {
  return mergedAt !== undefined && mergedAt >= recordedAt(asTold(entry));
}
