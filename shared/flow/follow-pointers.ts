import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";

const longestChain = 50;

/** The profile, or the one it was merged into, however often. */
export async function followPointers(
  storage: Pick<FlowContext["storage"], "profiles">,
  key: ProfileKey,
): Promise<Profile | undefined> {
  return (await followedPointers(storage, key)).at(-1);
}

/** All on the way there, the profile itself first; none where there is none. */
export async function followedPointers(
  storage: Pick<FlowContext["storage"], "profiles">,
  key: ProfileKey,
): Promise<Profile[]> {
  const followed: Profile[] = [];
  let id = key.id;
  for (let step = 0; step < longestChain; step += 1) {
    const profile = (await storage.profiles.read([{ ...key, id }])).get(id);
    if (profile === undefined) return [];
    followed.push(profile);
    if (profile.mergedInto === undefined) return followed;
    id = profile.mergedInto;
  }
  throw new ConflictError("a chain of merged profiles does not end");
}
