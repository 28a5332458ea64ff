import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";

const longestChain = 50;

/** The profile, or the one it was merged into, however often. */
export async function followPointers(
  storage: Pick<FlowContext["storage"], "profiles">,
  key: ProfileKey,
): Promise<Profile | undefined> {
  let id = key.id;
  for (let step = 0; step < longestChain; step += 1) {
    const profile = (await storage.profiles.read([{ ...key, id }])).get(id);
    if (profile?.mergedInto === undefined) return profile;
    id = profile.mergedInto;
  }
  throw new ConflictError("a chain of merged profiles does not end");
}
