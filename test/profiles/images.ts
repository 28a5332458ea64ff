import { newProfile, type Profile } from "../../shared/profiles/profile.ts";

/** A contact whom one source knows, with whatever a test is about. */
export function image(given: Partial<Profile> = {}): Profile {
  return {
    ...newProfile({ workspaceId: "w", object: "contact", id: "0" }, 0),
    records: [{ connectionId: "crm", recordId: "1", seenAt: 1 }],
    ...given,
  };
}

/** A wait that began at an instant, in milliseconds. */
export function waitSince(since: number) {
  return { since, cause: { kind: "change" as const, at: new Date(since).toISOString() } };
}
