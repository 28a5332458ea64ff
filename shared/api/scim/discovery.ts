import { z } from "zod";
import { notFound } from "../request-problem.ts";
import { route } from "../route.ts";
import { listOf, listSchema } from "./answers.ts";
import { schemaNames } from "./resources.ts";
import { scimPaths, scimType } from "./scim-failure.ts";

const tag = "SCIM";
const Any = z.looseObject({ schemas: z.array(z.string()) });
const coreSchema = "urn:ietf:params:scim:schemas:core:2.0";

const unsupported = { supported: false };

/** RFC 7643 §5. */
const configuration = {
  schemas: [`${coreSchema}:ServiceProviderConfig`],
  patch: unsupported,
  bulk: { ...unsupported, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 1_000 },
  changePassword: unsupported,
  sort: unsupported,
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Bearer token",
      description: "The token of the directory, shown when it was made.",
      primary: true,
    },
  ],
};

/** RFC 7643 §6. */
const resourceTypes = [
  typeOf("User", "/Users", schemaNames.user),
  typeOf("Group", "/Groups", schemaNames.group),
];

function typeOf(name: string, endpoint: string, schema: string) {
  return { schemas: [`${coreSchema}:ResourceType`], id: name, name, endpoint, schema };
}

/** RFC 7643 §7, of the attributes that are served. All are read-only. */
const schemas = [
  schemaOf(schemaNames.user, "User", [
    attribute("userName", "string", { required: true, uniqueness: "server" }),
    attribute("displayName", "string"),
    complex("name", false, [attribute("givenName", "string"), attribute("familyName", "string")]),
    complex("emails", true, [attribute("value", "string"), attribute("primary", "boolean")]),
    attribute("active", "boolean"),
    complex("groups", true, [
      attribute("value", "string"),
      attribute("display", "string"),
      attribute("type", "string"),
    ]),
  ]),
  schemaOf(schemaNames.group, "Group", [
    attribute("displayName", "string", { required: true }),
    complex("members", true, [attribute("value", "string")]),
  ]),
];

type Attribute = Readonly<Record<string, unknown>>;

function schemaOf(id: string, name: string, attributes: readonly Attribute[]) {
  return { schemas: [`${coreSchema}:Schema`], id, name, description: name, attributes };
}

function attribute(
  name: string,
  type: string,
  more: { readonly required?: true; readonly uniqueness?: "server" } = {},
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description: name,
    required: false,
    caseExact: false,
    mutability: "readOnly",
    returned: "default",
    uniqueness: "none",
    ...more,
  };
}

function complex(name: string, multiValued: boolean, subAttributes: readonly Attribute[]) {
  return { ...attribute(name, "complex"), multiValued, subAttributes };
}

export const getScimConfiguration = route({
  method: "GET",
  path: `${scimPaths}/ServiceProviderConfig`,
  tag,
  status: 200,
  open: true,
  summary: "What of SCIM 2.0 is supported",
  input: {},
  output: Any,
  handle: () => ({ body: configuration, headers: scimType }),
});

export const getScimResourceTypes = catalogue("ResourceTypes", "What there is", resourceTypes);
export const getScimSchemas = catalogue("Schemas", "What is known of users and groups", schemas);
export const getScimResourceType = entry("ResourceTypes", "One kind of resource", resourceTypes);
export const getScimSchema = entry("Schemas", "One schema", schemas);

type Entry = z.output<typeof Any> & { readonly id: string };

function catalogue(name: string, summary: string, entries: readonly Entry[]) {
  return route({
    method: "GET",
    path: `${scimPaths}/${name}`,
    tag,
    status: 200,
    open: true,
    summary,
    input: {},
    output: listSchema(Any),
    handle: () => listOf(entries.length, 1, entries),
  });
}

function entry(name: string, summary: string, entries: readonly Entry[]) {
  return route({
    method: "GET",
    path: `${scimPaths}/${name}/{id}`,
    tag,
    status: 200,
    open: true,
    summary,
    input: { params: z.object({ id: z.string() }) },
    output: Any,
    handle({ params }) {
      const found = entries.find(({ id }) => id === params.id);
      if (found === undefined) throw notFound(`There is no ${params.id} among ${name}.`);
      return { body: found, headers: scimType };
    },
  });
}
