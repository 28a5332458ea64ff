import type { ChangesMessage, ObjectKind } from "../contracts/change.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

export function profileKeyOf(
  of: Pick<ChangesMessage, "workspaceId" | "connectionId">,
  object: ObjectKind,
  recordId: string,
): ProfileKey {
  const { workspaceId } = of;
  return { workspaceId, object, id: profileIdOf(workspaceId, object, of.connectionId, recordId) };
}

const pointersKept = 50_000;
/** Where merged profiles went. A stale entry leads to another pointer and is followed. */
const pointers = new Map<string, string>();

/**
 * Finds the profiles of one batch with one read. A record's first profile has a derived id; one
 * that joined another is remembered, so that it too takes a single read.
 */
export class ProfileResolver {
  readonly #storage: Pick<FlowContext["storage"], "profiles">;
  readonly #read = new Map<string, Profile>();
  /** False where one of them could not be read: then each is read for itself. */
  #isLoaded = true;

  constructor(storage: Pick<FlowContext["storage"], "profiles">) {
    this.#storage = storage;
  }

  async load(keys: readonly ProfileKey[]): Promise<void> {
    try {
      await this.#load(keys);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.#isLoaded = false;
    }
  }

  async #load(keys: readonly ProfileKey[]): Promise<void> {
    let wanted = keys.map((key) => ({ ...key, id: this.finalId(key) }));
    while (wanted.length > 0) {
      const distinct = [...new Map(wanted.map((key) => [key.id, key])).values()];
      const found = await this.#storage.profiles.read(distinct);
      const next: ProfileKey[] = [];
      for (const profile of found.values()) {
        if (profile.mergedInto === undefined) this.#read.set(profile.id, profile);
        else next.push({ ...profile, id: this.#remember(profile.id, profile.mergedInto) });
      }
      wanted = next.filter((key) => !this.#read.has(key.id));
    }
  }

  /** The id of the profile that a key stands for, as far as is known. */
  finalId(key: ProfileKey): string {
    let id = key.id;
    for (let next = pointers.get(id); next !== undefined; next = pointers.get(id)) id = next;
    return id;
  }

  /** Of these those that were loaded. */
  loaded(keys: readonly ProfileKey[]): Profile[] {
    return keys.flatMap((key) => this.#read.get(this.finalId(key)) ?? []);
  }

  /** The profile as loaded, or read again; absent if it does not exist yet. */
  async profile(key: ProfileKey, asLoaded: boolean): Promise<Profile | undefined> {
    if (asLoaded && this.#isLoaded) return this.#read.get(key.id);
    const { workspaceId, object, id } = key;
    return followPointers(this.#storage, { workspaceId, object, id });
  }

  #remember(from: string, to: string): string {
    if (pointers.size > pointersKept) pointers.clear();
    pointers.set(from, to);
    return to;
  }
}
