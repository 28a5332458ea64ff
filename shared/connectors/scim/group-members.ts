import type { Destination } from "../../contracts/destination.ts";
import { PermanentError, SetupError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import { openProvider } from "./api.ts";
import { changeMembers, membersOf } from "./groups.ts";
import { findUser, readNames } from "./users.ts";

/**
 * Each of a page is a request of its own, since a group names its members by their ids; and each page
 * reads all of these. So it has as many as half a minute allows.
 */
const pageSize = 250;
const longestMs = 30_000;

/** In order of ids. Only from a group that Muster made does it take strangers out. */
export const groupMembers: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination, ...request }, cursor = "") {
    const provider = openProvider(request);
    const groupId = groupOf(destination);
    const all = await membersOf(provider, groupId);
    if (all === undefined) return { keys: [], next: undefined, doubt: unnamed(groupId) };
    const ids = all.filter((id) => id > cursor);
    const keys: string[] = [];
    const alsoKnownAs: string[] = [];
    const startedAt = performance.now();
    let read = 0;
    for (const id of ids.slice(0, pageSize)) {
      const names = await readNames(provider, id);
      keys.push(...names);
      if (names.length > 1) alsoKnownAs.push(...names);
      read += 1;
      if (performance.now() - startedAt > longestMs) break;
    }
    return { keys, alsoKnownAs, next: read < ids.length ? ids[read - 1] : undefined };
  },
  strangers: {
    mayGo: ({ courseId }) => courseId === undefined,
    async remove({ destination, ...request }, keys) {
      const provider = openProvider(request);
      const ids: string[] = [];
      for (const email of keys)
        ids.push(...[await findUser(provider, email)].flatMap((id) => id ?? []));
      await changeMembers(provider, groupOf(destination), [], ids);
    },
  },
};

/** A provider may leave out what is empty: RFC 7643 §2.5. */
function unnamed(groupId: string): SetupError {
  return new SetupError(
    `Group ${groupId} cannot be read back: the directory names no members of it.`,
    "Let the token read the members of groups, or ask the directory's maker for them (RFC 7643 §4.2). If somebody emptied the group, put one user in it, and sweep again.",
  );
}

/** The group that an admin named, or that was made. */
export function groupOf({ courseId, listId, segmentName }: Destination): string {
  const id = courseId ?? listId;
  if (id !== undefined) return id;
  throw new PermanentError(`No group was made yet for "${segmentName}".`);
}
