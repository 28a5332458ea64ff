import type { HistoryEntry, Profile, ProfileKey, RecordName } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";

type Storage = Pick<FlowContext["storage"], "profiles">;

/** Who has a record, as it is stored, and the pointers that lead there, one after the other. */
export interface Holding {
  readonly holder: Profile;
  readonly pointers: readonly Profile[];
}

/** Profiles as they were all at one moment, from some ids to whoever these lead to. */
export class RecordHolders {
  readonly #of: Omit<ProfileKey, "id">;
  readonly #read: ReadonlyMap<string, Profile>;
  /** Of the profile that was asked about: what its sources are known to have had. */
  readonly #records: readonly RecordName[];

  private constructor(
    of: Omit<ProfileKey, "id">,
    read: ReadonlyMap<string, Profile>,
    records: readonly RecordName[],
  ) {
    this.#of = of;
    this.#read = read;
    this.#records = records;
  }

  /** Of what entries are about, and of a profile; `ConflictError` where they change meanwhile. */
  static async of(
    storage: Storage,
    { workspaceId, object, id }: ProfileKey,
    entries: readonly HistoryEntry[],
  ): Promise<RecordHolders> {
    const of = { workspaceId, object };
    const isOld = entries.some(({ recordId }) => recordId === undefined);
    const records = isOld ? await recordsOf(storage, { ...of, id }) : [];
    const all = [...records, ...entries.flatMap(named)];
    const ids = all.map((each) => idOf(of, each));
    return new RecordHolders(of, await followed(storage, of, new Set([id, ...ids])), records);
  }

  /** Who has the record that an entry is about; undefined where nobody ever had. */
  ofEntry(entry: HistoryEntry): Holding | undefined {
    const [record] = named(entry);
    const about = record ?? this.#records.find((each) => each.connectionId === entry.connectionId);
    return about && this.of(idOf(this.#of, about));
  }

  of(id: string): Holding | undefined {
    const pointers: Profile[] = [];
    for (let profile = this.#read.get(id); profile !== undefined; ) {
      if (profile.mergedInto === undefined) return { holder: profile, pointers };
      if (pointers.length === this.#read.size)
        throw new ConflictError("a chain of merged profiles does not end");
      pointers.push(profile);
      profile = this.#read.get(profile.mergedInto);
    }
    return undefined;
  }

  /** One of those that were read. */
  profile(id: string): Profile | undefined {
    return this.#read.get(id);
  }
}

function named({ connectionId, recordId }: HistoryEntry): RecordName[] {
  return recordId === undefined ? [] : [{ connectionId, recordId }];
}

function idOf(of: Omit<ProfileKey, "id">, { connectionId, recordId }: RecordName): string {
  return profileIdOf(of.workspaceId, of.object, connectionId, recordId);
}

/** Entries of before as-of questions name no record: all of a source go together, so any of it leads. */
async function recordsOf(storage: Storage, { id, ...of }: ProfileKey): Promise<RecordName[]> {
  const read = await followed(storage, of, new Set([id]));
  const holder = [...read.values()].find(({ mergedInto }) => mergedInto === undefined);
  const parted = (holder?.apart ?? []).toReversed().flatMap(({ records }) => records);
  return [...(holder?.records ?? []), ...parted];
}

/** Read twice: what is the same both times was so at one moment between. */
async function followed(
  storage: Storage,
  of: Omit<ProfileKey, "id">,
  ids: ReadonlySet<string>,
): Promise<Map<string, Profile>> {
  const read = new Map<string, Profile>();
  for (let wanted = ids; wanted.size > 0; ) {
    const found = await storage.profiles.read([...wanted].map((id) => ({ ...of, id })));
    for (const [id, profile] of found) read.set(id, profile);
    const next = [...found.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
    wanted = new Set(next.filter((id) => !read.has(id)));
  }
  const again = await storage.profiles.read([...read.keys()].map((id) => ({ ...of, id })));
  for (const [id, { revision }] of read)
    if (again.get(id)?.revision !== revision)
      throw new ConflictError("profiles were merged or parted while their records were looked for");
  return read;
}
