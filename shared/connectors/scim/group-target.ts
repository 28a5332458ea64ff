import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import type { PacedApi } from "../paced-api.ts";
import { peopleOnly } from "../people-only.ts";
import { openProvider } from "./api.ts";
import { groupMembers, groupOf } from "./group-members.ts";
import { changeMembers, findOrMakeGroup } from "./groups.ts";
import { findUser, makeUser } from "./users.ts";

const onlyPeople = peopleOnly("A directory's group");

/**
 * Keeps a group of any SCIM 2.0 provider equal to a segment of contacts: what the group opens there,
 * such as a course or an app, opens and closes with the segment. Users are found by e-mail; who is
 * not there is made only where an admin says so. https://www.rfc-editor.org/rfc/rfc7644
 */
export const scimGroupTarget: PushTarget = {
  kind: "scim-group",
  /** Providers take a hundred members a change; who they are is asked one by one. */
  batchSize: 20,
  choices: ["courseId", "createsUsers"],
  async choose(wanted) {
    await onlyPeople(wanted);
    return wanted.createsUsers === true ? { createsUsers: true } : {};
  },
  async prepare({ courseId, listId, segmentName }, connection, spend) {
    if (courseId !== undefined) return {};
    if (listId !== undefined) return { listId };
    const provider = openProvider({ connection, ...(spend && { spend }) });
    return { listId: await findOrMakeGroup(provider, `Muster · ${segmentName}`) };
  },
  async push({ destination, add, remove, ...request }) {
    const groupId = groupOf(destination);
    const provider = openProvider(request);
    const entering = new Set<string>();
    const outcomes: PushOutcome[] = [];
    for (const record of add) {
      const user = await userOf(provider, record, destination.createsUsers === true);
      const { profileId } = record;
      if ("id" in user) entering.add(user.id);
      outcomes.push(
        "id" in user
          ? { profileId, state: "confirmed" }
          : { profileId, state: "refused", reason: user.refusal },
      );
    }
    const leaving = new Set<string>();
    for (const { profileId, email } of remove) {
      const id = email === undefined ? undefined : await findUser(provider, email);
      // One user may go by the addresses of two profiles: who is to be in stays in.
      if (id !== undefined && !entering.has(id)) leaving.add(id);
      outcomes.push({ profileId, state: "confirmed" });
    }
    await changeMembers(provider, groupId, [...entering], [...leaving]);
    return outcomes;
  },
  members: groupMembers,
};

async function userOf(
  provider: PacedApi,
  { email }: PushRecord,
  createsUsers: boolean,
): Promise<{ readonly id: string } | { readonly refusal: string }> {
  if (email === undefined)
    return { refusal: "A directory knows people by e-mail, and this profile has none." };
  const id = await findUser(provider, email);
  if (id !== undefined) return { id };
  if (createsUsers) return makeUser(provider, email);
  return { refusal: "The directory has no user with this address." };
}
