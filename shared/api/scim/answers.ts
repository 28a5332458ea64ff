import { z } from "zod";
import type { Directory } from "../../contracts/directory.ts";
import type { Answer, Call } from "../call.ts";
import { notFound } from "../request-problem.ts";
import { schemaNames } from "./resources.ts";
import { scimType } from "./scim-failure.ts";

const Names = z
  .string()
  .optional()
  .transform((text) => text?.split(",").map((name) => topOf(name)));

/** What of a resource is wanted: RFC 7644 §3.9. */
export const projection = {
  attributes: Names.meta({ description: "Only these attributes, comma-separated." }),
  excludedAttributes: Names.meta({ description: "All attributes but these." }),
};
export type Projection = z.output<z.ZodObject<typeof projection>>;

const wholeNumber = z.coerce.number("Give a whole number.").int("Give a whole number.");

/** RFC 7644 §3.4.2.4: values out of range count as the nearest in range. */
export const paging = {
  startIndex: wholeNumber.default(1).transform((index) => Math.max(1, index)),
  count: wholeNumber.default(100).transform((count) => Math.min(1_000, Math.max(0, count))),
};

export function listSchema<Resource extends z.ZodType>(resource: Resource) {
  return z.object({
    schemas: z.array(z.string()),
    totalResults: z.number(),
    startIndex: z.number(),
    itemsPerPage: z.number(),
    Resources: z.array(resource),
  });
}

export function listOf<Resource>(total: number, startIndex: number, items: readonly Resource[]) {
  return {
    body: {
      schemas: [schemaNames.list],
      totalResults: total,
      startIndex,
      itemsPerPage: items.length,
      Resources: [...items],
    },
    headers: scimType,
  };
}

/** One resource; 304 for who has it already. */
export function one<
  Resource extends { readonly meta?: { readonly version?: string | undefined } | undefined },
>(call: Call, resource: Resource, wanted: Projection): Answer<Resource> {
  const version = resource.meta?.version ?? "";
  const known = call.headers["if-none-match"]?.split(",").map((tag) => tag.trim());
  if (known?.includes(version)) return { body: resource, status: 304, headers: { etag: version } };
  return { body: projected(resource, wanted), headers: { ...scimType, etag: version } };
}

/** Whether an attribute is to be shown; ids and schemas always are. */
export function shows({ attributes, excludedAttributes }: Projection, name: string): boolean {
  const lower = name.toLowerCase();
  if (lower === "id" || lower === "schemas") return true;
  return attributes === undefined
    ? excludedAttributes?.includes(lower) !== true
    : attributes.includes(lower);
}

export function projected<Resource extends object>(
  resource: Resource,
  wanted: Projection,
): Resource {
  const copy = { ...resource };
  for (const name of Object.keys(copy))
    if (!shows(wanted, name)) Reflect.deleteProperty(copy, name);
  return copy;
}

/** The directory whose token it is. */
export async function directoryOf({
  context,
  workspaceId,
  directoryId = "",
}: Call): Promise<Directory> {
  const directory = await context.storage.directories.get(workspaceId, directoryId);
  if (directory === undefined) throw notFound("This directory is closed.");
  return directory;
}

function topOf(name: string): string {
  const plain = name.trim().replace(/^urn:.*:/i, "");
  return plain.split(".")[0]?.toLowerCase() ?? "";
}
