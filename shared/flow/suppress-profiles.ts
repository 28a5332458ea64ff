import { trimBehaviours } from "../profiles/behaviours.ts";
import { trimPast } from "../profiles/past.ts";
import type { Profile } from "../profiles/profile.ts";
import { isSuppressedBy } from "../profiles/suppression.ts";
import { type IndexSnapshot, needsOf, pastNeedsOf, typesOf } from "./index-reader.ts";
import { withoutSurroundings } from "./look-around.ts";

/** Whether the law that is in force keeps a profile off every list. */
export function isSuppressed({ root }: IndexSnapshot, profile: Profile): boolean {
  const { object } = profile;
  return isSuppressedBy(root.suppression[object], profile, typesOf(root, object));
}

/** As a suppressed profile is kept: it looks around again when it is on lists again. */
export function secluded({ root }: IndexSnapshot, profile: Profile, now: number): Profile {
  const { object } = profile;
  return {
    ...withoutSurroundings(profile),
    behaviours: trimBehaviours(profile.behaviours, needsOf(root, object), now),
    past: trimPast(profile.past, pastNeedsOf(root, object), now),
  };
}
