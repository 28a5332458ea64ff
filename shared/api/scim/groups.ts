import { z } from "zod";
import type { Directory } from "../../contracts/directory.ts";
import type { Segment } from "../../contracts/segment.ts";
import { groupsOf, memberIdsOf, userById } from "../../flow/read-directory.ts";
import type { Call } from "../call.ts";
import { notFound } from "../request-problem.ts";
import { route } from "../route.ts";
import {
  directoryOf,
  listOf,
  listSchema,
  one,
  type Projection,
  paging,
  projected,
  projection,
  shows,
} from "./answers.ts";
import { type Comparison, readFilter, unknownAttribute } from "./filter.ts";
import { Group, groupOf } from "./resources.ts";
import { ScimError, scimPaths } from "./scim-failure.ts";

const tag = "SCIM";

export const getScimGroups = route({
  method: "GET",
  path: `${scimPaths}/Groups`,
  tag,
  status: 200,
  ofDirectory: true,
  failure: ScimError,
  problems: [400],
  summary: "The directory's segments as groups",
  input: { query: z.object({ filter: z.string().optional(), ...paging, ...projection }) },
  output: listSchema(Group),
  async handle({ query }, call) {
    const directory = await directoryOf(call);
    const filter = readFilter(query.filter);
    const groups = await filtered(call, directory, filter);
    const { startIndex, count } = query;
    const page = groups.slice(startIndex - 1, startIndex - 1 + count);
    const shown = await Promise.all(page.map((each) => withMembers(call, each, query)));
    const items = shown.map((each) => projected(each, query));
    return listOf(groups.length, startIndex, items);
  },
});

export const getScimGroup = route({
  method: "GET",
  path: `${scimPaths}/Groups/{id}`,
  tag,
  status: 200,
  ofDirectory: true,
  failure: ScimError,
  problems: [304],
  summary: "One group with its members",
  input: { params: z.object({ id: z.string() }), query: z.object(projection) },
  output: Group,
  async handle({ params, query }, call) {
    const groups = await groupsOf(call.context, await directoryOf(call));
    const segment = groups.find(({ id }) => id === params.id);
    if (segment === undefined) throw notFound(`There is no group ${params.id}.`);
    return one(call, await withMembers(call, segment, query), query);
  },
});

async function withMembers(call: Call, segment: Segment, wanted: Projection): Promise<Group> {
  const ids = shows(wanted, "members") ? await memberIdsOf(call.context, segment) : undefined;
  return groupOf(call, segment, ids);
}

async function filtered(
  call: Call,
  directory: Directory,
  filter: readonly Comparison[],
): Promise<Segment[]> {
  let groups = await groupsOf(call.context, directory);
  for (const each of filter) {
    const holds = await testOf(call, directory, each);
    groups = groups.filter(holds);
  }
  return groups;
}

async function testOf(
  call: Call,
  directory: Directory,
  comparison: Comparison,
): Promise<(segment: Segment) => boolean> {
  const { attribute, value } = comparison;
  switch (attribute) {
    case "id":
      return ({ id }) => id === value;
    case "displayname":
      return ({ name }) => name.toLowerCase() === value.toLowerCase();
    case "members":
    case "members.value": {
      const user = await userById(call.context, directory, value);
      const ids = new Set(user?.segments.map(({ id }) => id));
      return ({ id }) => ids.has(id);
    }
    default:
      throw unknownAttribute(comparison, ["id", "displayName", "members.value"]);
  }
}
