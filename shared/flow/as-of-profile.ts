import type { ObjectKind } from "../contracts/change.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { knownAt, stateAsOf } from "../profiles/state-as-of.ts";
import type { ReadCompanies } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";
import { ownFields } from "./inherit-history.ts";

type AsOfContext = Pick<FlowContext, "storage">;

/** A profile as it stood at an instant, and the changes that had made it so, oldest first. */
export interface ProfileAsOf {
  readonly profile: Profile;
  readonly entries: readonly HistoryEntry[];
}

/**
 * What an id stood for at an instant: the profile itself, or, once it was merged, the one that
 * took it in. Its past is read by one query per field, since rows of one profile lie together.
 * @param behaviours fields of the history that are read beside what every profile has
 */
export async function profileAsOf(
  context: AsOfContext,
  asked: ProfileKey,
  instant: number,
  behaviours: readonly string[] = [],
): Promise<ProfileAsOf> {
  const read = (key: ProfileKey) => entriesOf(context.storage, key, behaviours);
  let [key, all] = [asked, await read(asked)];
  let entries = knownAt(all, instant);
  let stored = await storedOf(context, key);
  while (stored?.mergedInto !== undefined) {
    const next = { ...asked, id: stored.mergedInto };
    const further = await read(next);
    const known = knownAt(further, instant);
    if (entries.length > 0 && !hasTakenIn(next, known, { id: key.id, entries })) break;
    [key, all, entries] = [next, further, known];
    stored = await storedOf(context, key);
  }
  return { profile: stateAsOf(key, all, instant, stored?.records), entries };
}

async function storedOf({ storage }: AsOfContext, key: ProfileKey): Promise<Profile | undefined> {
  return (await storage.profiles.read([key])).get(key.id);
}

/** Whether a profile had been told what another was told, or something of the record that one began with. */
function hasTakenIn(
  { workspaceId, object }: ProfileKey,
  entries: readonly HistoryEntry[],
  other: { readonly id: string; readonly entries: readonly HistoryEntry[] },
): boolean {
  const told = new Set(other.entries.map(({ key }) => key));
  return entries.some(
    ({ key, connectionId, recordId = "" }) =>
      told.has(key) || profileIdOf(workspaceId, object, connectionId, recordId) === other.id,
  );
}

async function entriesOf(
  storage: FlowContext["storage"],
  { workspaceId, object, id }: ProfileKey,
  behaviours: readonly string[],
): Promise<HistoryEntry[]> {
  const fields = [...ownFields, ...behaviours];
  const read = await Promise.all(
    fields.map((field) => storage.history.ofRange({ workspaceId, object }, field, id, id)),
  );
  return read.flat().map(({ profileId: _own, ...entry }) => entry);
}

/** Companies as they stood at an instant, each read once. */
export class CompaniesAsOf implements ReadCompanies {
  readonly #context: AsOfContext;
  readonly #instant: number;
  readonly #read = new Map<string, Promise<ProfileAsOf>>();

  constructor(context: AsOfContext, instant: number) {
    this.#context = context;
    this.#instant = instant;
  }

  async companies(workspaceId: string, targets: Iterable<string>): Promise<Map<string, Profile>> {
    const found = new Map<string, Profile>();
    await Promise.all(
      [...new Set(targets)].map(async (id) => {
        const object: ObjectKind = "company";
        const reading =
          this.#read.get(id) ??
          profileAsOf(this.#context, { workspaceId, object, id }, this.#instant);
        this.#read.set(id, reading);
        const { profile } = await reading;
        if (profile.records.length > 0) found.set(id, profile);
      }),
    );
    return found;
  }

  forget(): void {
    this.#read.clear();
  }
}
