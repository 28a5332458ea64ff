import { z } from "zod";
import { RetryableError, SetupError } from "../../runtime/errors.ts";
import { isSuccess } from "../json-api.ts";
import type { PacedApi } from "../paced-api.ts";
import { failure, isNoTarget, pathPart, quoted } from "./api.ts";

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const Group = z.object({ id: z.string(), displayName: z.string().optional() });
const Found = z.object({ Resources: z.array(Group).default([]) });
const WithMembers = z.object({ members: z.array(z.object({ value: z.string() })).nullish() });

/**
 * The id of the group with this name, made if there is none. Not every provider reads a quotation
 * mark in a filter, whatever the standard says: it becomes an apostrophe.
 */
export async function findOrMakeGroup(provider: PacedApi, name: string): Promise<string> {
  const displayName = name.replaceAll(/["\\]/g, "'");
  const query = new URLSearchParams({
    filter: `displayName eq ${quoted(displayName)}`,
    excludedAttributes: "members",
  });
  const found = await provider.call({ method: "GET", path: `/Groups?${query}` }, Found);
  const same = found.Resources.find((each) => each.displayName === displayName);
  if (same !== undefined) return same.id;
  const json = { schemas: [groupSchema], displayName };
  return (await provider.call({ method: "POST", path: "/Groups", json }, Group)).id;
}

/**
 * Ids of a group's members, in an order that stays; undefined where the provider names none, be it
 * that there are none. Throws a `SetupError` for a group that is gone.
 */
export async function membersOf(
  provider: PacedApi,
  groupId: string,
): Promise<string[] | undefined> {
  const path = `/Groups/${pathPart(groupId)}?attributes=members`;
  const answer = await provider.send({ method: "GET", path });
  if (answer.status === 404) throw groupIsGone(groupId);
  const { members } = provider.read(answer, WithMembers);
  // Some providers list twice who was added twice.
  return members ? [...new Set(members.map(({ value }) => value))].sort() : undefined;
}

/**
 * Puts users in a group and takes others out, in one request: RFC 7644 §3.5.2. To be repeatable also
 * where a provider follows none of it since one is out already: then each is taken out alone.
 */
export async function changeMembers(
  provider: PacedApi,
  groupId: string,
  add: readonly string[],
  remove: readonly string[],
): Promise<void> {
  if (add.length + remove.length === 0) return;
  const members = add.map((value) => ({ value }));
  const json = {
    schemas: [patchSchema],
    Operations: [
      ...(add.length === 0 ? [] : [{ op: "add", path: "members", value: members }]),
      ...remove.map((id) => ({ op: "remove", path: `members[value eq ${quoted(id)}]` })),
    ],
  };
  const path = `/Groups/${pathPart(groupId)}`;
  const answer = await provider.send({ method: "PATCH", path, json });
  if (isSuccess(answer)) return;
  if (isNoTarget(answer) && remove.length > 0) {
    if (add.length + remove.length === 1) return;
    await changeMembers(provider, groupId, add, []);
    for (const id of remove) await changeMembers(provider, groupId, [], [id]);
    return;
  }
  if (answer.status !== 404) throw failure(answer);
  const query = "?excludedAttributes=members";
  const { status } = await provider.send({ method: "GET", path: path + query });
  if (status === 404) throw groupIsGone(groupId);
  throw new RetryableError("The directory deleted one of the users meanwhile.");
}

function groupIsGone(groupId: string): SetupError {
  return new SetupError(
    `The directory has no group ${groupId}.`,
    "Restore it there; or, where Muster made it, sweep the destination with remake: that makes a new one and fills it.",
  );
}
