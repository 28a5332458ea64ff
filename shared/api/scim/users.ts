import { z } from "zod";
import type { Directory } from "../../contracts/directory.ts";
import {
  type DirectoryUser,
  type Extent,
  groupsOf,
  userByEmail,
  userById,
  usersIn,
} from "../../flow/read-directory.ts";
import type { Call } from "../call.ts";
import { notFound } from "../request-problem.ts";
import { route } from "../route.ts";
import { directoryOf, listOf, listSchema, one, paging, projected, projection } from "./answers.ts";
import { type Comparison, readFilter, unknownAttribute } from "./filter.ts";
import { User, userOf } from "./resources.ts";
import { ScimError, scimPaths } from "./scim-failure.ts";

const tag = "SCIM";

export const getScimUsers = route({
  method: "GET",
  path: `${scimPaths}/Users`,
  tag,
  status: 200,
  ofDirectory: true,
  failure: ScimError,
  problems: [400],
  summary: "Everybody in the directory's groups, by id",
  input: { query: z.object({ filter: z.string().optional(), ...paging, ...projection }) },
  output: listSchema(User),
  async handle({ query }, call) {
    const directory = await directoryOf(call);
    const filter = readFilter(query.filter);
    const named = filter.filter(({ attribute }) => !isGroup(attribute));
    const required = filter.flatMap(({ attribute, value }) => (isGroup(attribute) ? value : []));
    const extent = { start: query.startIndex - 1, count: query.count };
    const groups = await groupsOf(call.context, directory);
    const { total, users } =
      named.length === 0
        ? await usersIn(call.context, groups, required, extent)
        : await oneOf(call, directory, named, required, extent);
    const items = users.map((each) => projected(userOf(call, each), query));
    return listOf(total, query.startIndex, items);
  },
});

export const getScimUser = route({
  method: "GET",
  path: `${scimPaths}/Users/{id}`,
  tag,
  status: 200,
  ofDirectory: true,
  failure: ScimError,
  problems: [304],
  summary: "Somebody who is in a group of the directory",
  input: { params: z.object({ id: z.string() }), query: z.object(projection) },
  output: User,
  async handle({ params, query }, call) {
    const found = await userById(call.context, await directoryOf(call), params.id);
    if (found === undefined) throw notFound(`Nobody with the id ${params.id} is in a group here.`);
    return one(call, userOf(call, found), query);
  },
});

function isGroup(attribute: string): boolean {
  return attribute === "groups" || attribute === "groups.value";
}

/** Comparisons with a name find one person at most. */
async function oneOf(
  call: Call,
  directory: Directory,
  named: readonly Comparison[],
  required: readonly string[],
  { start, count }: Extent,
): Promise<{ total: number; users: DirectoryUser[] }> {
  const [found, ...others] = await Promise.all(named.map((each) => byName(call, directory, each)));
  const isSame = others.every((other) => other?.profile.id === found?.profile.id);
  const isIn = required.every((each) => found?.segments.some(({ id }) => id === each));
  const users = found !== undefined && isSame && isIn ? [found] : [];
  return { total: users.length, users: users.slice(start, start + count) };
}

function byName(
  { context }: Call,
  directory: Directory,
  comparison: Comparison,
): Promise<DirectoryUser | undefined> {
  const { attribute, value } = comparison;
  switch (attribute) {
    case "id":
      return userById(context, directory, value);
    case "username":
      return value.includes("@")
        ? userByEmail(context, directory, value)
        : userById(context, directory, value);
    case "emails":
    case "emails.value":
      return userByEmail(context, directory, value);
    default:
      throw unknownAttribute(comparison, ["id", "userName", "emails.value", "groups.value"]);
  }
}
