import type { Directory } from "../contracts/directory.ts";
import type { Segment } from "../contracts/segment.ts";
import type { Profile } from "../profiles/profile.ts";
import { Problem } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { profileById, profileByKey, within } from "./look-up-profile.ts";
import { membershipsNow } from "./membership-now.ts";

type ReadContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** A member of a directory with the segments of the directory it is in. */
export interface DirectoryUser {
  readonly profile: Profile;
  readonly segments: readonly Segment[];
}

/** About 4 MB of an answer; a Lambda function sends 6. */
const mostMembers = 80_000;

/** The groups there are: segments of the directory that are live. */
export async function groupsOf(
  { storage }: Pick<ReadContext, "storage">,
  { workspaceId, segmentIds }: Directory,
): Promise<Segment[]> {
  const found = await Promise.all(segmentIds.map((id) => storage.segments.get(workspaceId, id)));
  return found.flatMap((segment) => (segment?.state === "live" ? [segment] : []));
}

/** Ids of a group's members, in order. Throws 413 where no answer could hold them. */
export async function memberIdsOf(
  { storage }: Pick<ReadContext, "storage">,
  { workspaceId, id, name }: Segment,
): Promise<string[]> {
  const ids = await storage.members.ids(workspaceId, id);
  if (ids.length <= mostMembers) return ids;
  throw new Problem(
    413,
    "Too many members",
    `${name} has ${ids.length} members, more than one answer holds: leave them out with excludedAttributes=members and page through /Users?filter=groups.value eq "${id}".`,
  );
}

/** Somebody by id, as of this instant; undefined for who is in no group of the directory. */
export async function userById(
  context: ReadContext,
  directory: Directory,
  id: string,
): Promise<DirectoryUser | undefined> {
  const contacts = within(directory.workspaceId, "contact");
  const profile = await profileById(context, contacts, id);
  return profile && userOf(context, directory, profile);
}

/** The same by e-mail address. */
export async function userByEmail(
  context: ReadContext,
  directory: Directory,
  email: string,
): Promise<DirectoryUser | undefined> {
  const contacts = within(directory.workspaceId, "contact");
  const profile = await profileByKey(context, contacts, `email:${email}`);
  return profile && userOf(context, directory, profile);
}

async function userOf(
  context: ReadContext,
  { segmentIds }: Directory,
  profile: Profile,
): Promise<DirectoryUser | undefined> {
  const memberships = await membershipsNow(context, profile);
  const segments = memberships.flatMap(({ segment }) =>
    segmentIds.includes(segment.id) ? [segment] : [],
  );
  return segments.length === 0 ? undefined : { profile, segments };
}

/** Which part of those found is wanted; `start` counts from 0. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}

/** A page of everybody in any of the groups, and in all of those required, by id. */
export async function usersIn(
  { storage }: Pick<ReadContext, "storage">,
  groups: readonly Segment[],
  required: readonly string[],
  { start, count }: Extent,
): Promise<{ readonly total: number; readonly users: readonly DirectoryUser[] }> {
  const inGroups = await Promise.all(
    groups.map(async (segment) => ({
      segment,
      ids: new Set(await storage.members.ids(segment.workspaceId, segment.id)),
    })),
  );
  const sets = required.map((id) => inGroups.find(({ segment }) => segment.id === id)?.ids);
  const everybody = [...new Set(inGroups.flatMap(({ ids }) => [...ids]))]
    .filter((id) => sets.every((ids) => ids?.has(id)))
    .sort();
  const wanted = everybody.slice(start, start + count);
  const [first] = groups;
  if (first === undefined || wanted.length === 0) return { total: everybody.length, users: [] };
  const { workspaceId, object } = first;
  const profiles = await storage.profiles.read(wanted.map((id) => ({ workspaceId, object, id })));
  const users = wanted.flatMap((id): DirectoryUser[] => {
    const profile = profiles.get(id);
    const segments = inGroups.flatMap(({ segment, ids }) => (ids.has(id) ? [segment] : []));
    return profile === undefined ? [] : [{ profile, segments }];
  });
  return { total: everybody.length, users };
}
