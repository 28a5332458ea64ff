import type { Destination } from "../../contracts/destination.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import { openProvider } from "./api.ts";
import { changeMembers, membersOf } from "./groups.ts";
import { findUser, readNames } from "./users.ts";

/** Each of a page is a request of its own, since a group names its members by their ids. */
const pageSize = 20;

/** In order of ids. Only from a group that Muster made does it take strangers out. */
export const groupMembers: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination, ...request }, cursor = "") {
    const provider = openProvider(request);
    const ids = (await membersOf(provider, groupOf(destination))).filter((id) => id > cursor);
    const shown = ids.slice(0, pageSize);
    const keys: string[] = [];
    const alsoKnownAs: string[] = [];
    for (const id of shown) {
      const names = await readNames(provider, id);
      keys.push(...names);
      if (names.length > 1) alsoKnownAs.push(...names);
    }
    return { keys, alsoKnownAs, next: ids.length > pageSize ? shown.at(-1) : undefined };
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

/** The group that an admin named, or that was made. */
export function groupOf({ courseId, listId, segmentName }: Destination): string {
  const id = courseId ?? listId;
  if (id !== undefined) return id;
  throw new PermanentError(`No group was made yet for "${segmentName}".`);
}
