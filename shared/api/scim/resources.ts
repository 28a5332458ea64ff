import { z } from "zod";
import type { Segment } from "../../contracts/segment.ts";
import type { DirectoryUser } from "../../flow/read-directory.ts";
import { visibleCell } from "../../profiles/cells.ts";
import { contentHash } from "../../profiles/profile-id.ts";
import type { Call } from "../call.ts";
import { iso } from "../instant.ts";
import { scimPaths } from "./scim-failure.ts";

export const schemaNames = {
  user: "urn:ietf:params:scim:schemas:core:2.0:User",
  group: "urn:ietf:params:scim:schemas:core:2.0:Group",
  list: "urn:ietf:params:scim:api:messages:2.0:ListResponse",
} as const;

const Meta = z.object({
  resourceType: z.string(),
  location: z.string(),
  version: z.string().optional(),
  created: z.string().optional(),
});

/** RFC 7643 §4.2. What `attributes` leaves out is absent. */
export const Group = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    displayName: z.string().optional(),
    members: z.array(z.object({ value: z.string() })).optional(),
    meta: Meta.optional(),
  })
  .meta({ id: "ScimGroup" });
export type Group = z.output<typeof Group>;

/** RFC 7643 §4.1. */
export const User = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    userName: z.string().optional(),
    displayName: z.string().optional(),
    name: z
      .object({ givenName: z.string().optional(), familyName: z.string().optional() })
      .optional(),
    emails: z.array(z.object({ value: z.string(), primary: z.boolean() })).optional(),
    active: z.boolean().optional(),
    groups: z
      .array(z.object({ value: z.string(), display: z.string(), type: z.literal("direct") }))
      .optional(),
    meta: Meta.optional(),
  })
  .meta({ id: "ScimUser" });
export type User = z.output<typeof User>;

/** Without `members` where nobody wants to see them. */
export function groupOf(
  call: Call,
  segment: Segment,
  members: readonly string[] | undefined,
): Group {
  const { id, name, createdAt } = segment;
  const group = {
    schemas: [schemaNames.group],
    id,
    displayName: name,
    ...(members === undefined ? {} : { members: members.map((value) => ({ value })) }),
  };
  const location = `${call.context.publicUrl()}${scimPaths}/Groups/${id}`;
  const created = iso(createdAt);
  return { ...group, meta: { resourceType: "Group", location, created, version: tagOf(group) } };
}

export function userOf(call: Call, { profile, segments }: DirectoryUser): User {
  const text = (name: string): string | undefined => {
    const value = visibleCell(profile.cells, name)?.value;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const email = text("email");
  const [givenName, familyName] = [
    text("firstname") ?? text("FirstName"),
    text("lastname") ?? text("LastName"),
  ];
  const name = [givenName, familyName].filter((part) => part !== undefined).join(" ");
  const user = {
    schemas: [schemaNames.user],
    id: profile.id,
    userName: email ?? profile.id,
    ...(name === "" ? {} : { displayName: name, name: { givenName, familyName } }),
    ...(email === undefined ? {} : { emails: [{ value: email, primary: true }] }),
    active: true,
    groups: segments.map((segment) => ({
      value: segment.id,
      display: segment.name,
      type: "direct" as const,
    })),
  };
  const location = `${call.context.publicUrl()}${scimPaths}/Users/${profile.id}`;
  const created = iso(profile.createdAt);
  return { ...user, meta: { resourceType: "User", location, created, version: tagOf(user) } };
}

/** Of what is shown, since two answers that are alike are the same to their reader. */
function tagOf(resource: object): string {
  return `W/"${contentHash(resource)}"`;
}
