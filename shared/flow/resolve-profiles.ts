import type { ChangesMessage, ObjectKind } from "../contracts/change.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import { isFoundBy } from "../profiles/split-profile.ts";
import { ConflictError, PermanentError } from "../runtime/errors.ts";
import type { ProfileStore } from "../storage/profiles.ts";
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

/** A key, and where the pointers have led from it so far. */
interface OnItsWay {
  readonly key: ProfileKey;
  readonly id: string;
}

const longestChain = 50;
const pointersKept = 50_000;
/**
 * Where merged profiles went. A stale entry leads to another pointer and is followed, or to a
 * profile that the record was taken out of: that one is not believed.
 */
const pointersBy = new WeakMap<ProfileStore, Map<string, string>>();

function pointersOf(profiles: ProfileStore): Map<string, string> {
  const known = pointersBy.get(profiles) ?? new Map<string, string>();
  pointersBy.set(profiles, known);
  return known;
}

/**
 * Finds the profiles of one batch with one read. A record's first profile has a derived id; one
 * that joined another is remembered, so that it too takes a single read.
 */
export class ProfileResolver {
  readonly #storage: Pick<FlowContext["storage"], "profiles">;
  readonly #pointers: Map<string, string>;
  readonly #read = new Map<string, Profile>();
  /** By the id that was asked for. */
  readonly #finals = new Map<string, string>();
  #isLoaded = true;

  constructor(storage: Pick<FlowContext["storage"], "profiles">) {
    this.#storage = storage;
    this.#pointers = pointersOf(storage.profiles);
  }

  /** False where one of them could not be read: then each is read for itself. */
  get isLoaded(): boolean {
    return this.#isLoaded;
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
    await this.#follow(keys.map((key) => ({ key, id: this.#remembered(key.id) })));
    const astray = keys.filter((key) => this.#isAstray(key));
    await this.#follow(astray.map((key) => ({ key, id: key.id })));
  }

  /** What was remembered led to a profile that knows nothing of it. */
  #isAstray(key: ProfileKey): boolean {
    const id = this.finalId(key);
    const profile = this.#read.get(id);
    return id !== key.id && (profile === undefined || !isFoundBy(profile, key.id));
  }

  async #follow(keys: readonly OnItsWay[]): Promise<void> {
    let wanted = keys;
    for (let step = 0; wanted.length > 0; step += 1) {
      if (step === longestChain) throw new ConflictError("a chain of merged profiles does not end");
      const unread = wanted.filter(({ id }) => !this.#read.has(id));
      const distinct = new Map(unread.map(({ key, id }) => [id, { ...key, id }]));
      const found = await this.#storage.profiles.read([...distinct.values()]);
      for (const profile of found.values()) this.#note(profile);
      for (const { key, id } of wanted) this.#finals.set(key.id, id);
      wanted = wanted.flatMap(({ key, id }): OnItsWay[] => {
        const next = found.get(id)?.mergedInto;
        return next === undefined ? [] : [{ key, id: next }];
      });
    }
  }

  #note(profile: Profile): void {
    if (this.#pointers.size > pointersKept) this.#pointers.clear();
    if (profile.mergedInto !== undefined) this.#pointers.set(profile.id, profile.mergedInto);
    else {
      this.#pointers.delete(profile.id);
      this.#read.set(profile.id, profile);
    }
  }

  /** Pointers of different times may lead in a circle: a profile may be merged, parted and merged again. */
  #remembered(from: string): string {
    const seen = new Set([from]);
    let id = from;
    for (let next = this.#pointers.get(id); next !== undefined; next = this.#pointers.get(id)) {
      if (seen.has(next)) return from;
      seen.add(next);
      id = next;
    }
    return id;
  }

  /** The id of the profile that a key stood for when it was loaded. */
  finalId({ id }: ProfileKey): string {
    return this.#finals.get(id) ?? id;
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
}
