import type { ObjectKind } from "../contracts/change.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { knownAt, stateAsOf } from "../profiles/state-as-of.ts";
import type { ReadCompanies } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";
import { ownFields, readHistory } from "./read-history.ts";

type AsOfContext = Pick<FlowContext, "storage" | "clock">;

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
  const fields = [...ownFields, ...behaviours];
  const read = async (key: ProfileKey) => ({ key, ...(await readHistory(context, key, fields)) });
  let { key, stored, entries: all } = await read(asked);
  let entries = knownAt(all, instant);
  while (stored?.mergedInto !== undefined) {
    const next = await read({ ...asked, id: stored.mergedInto });
    const known = knownAt(next.entries, instant);
    if (entries.length > 0 && !hasTakenIn(next.key, known, { id: key.id, entries })) break;
    ({ key, stored, entries: all } = next);
    entries = known;
  }
  return { profile: stateAsOf(key, all, instant, stored?.records), entries };
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
