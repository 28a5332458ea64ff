import { z } from "zod";
import type { Directory } from "../contracts/directory.ts";
import { closeDirectory, openDirectory } from "../flow/open-directory.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { Call } from "./call.ts";
import { listOf } from "./cursors.ts";
import { assertMatch, etagOf } from "./etag.ts";
import { Instant, iso } from "./instant.ts";
import { invalid, notFound } from "./request-problem.ts";
import { route } from "./route.ts";
import { scimPaths } from "./scim/scim-failure.ts";

const tag = "Directories";

const Name = z.string().trim().min(1, "Give it a name.").max(200, "At most 200 characters.");
const SegmentIds = z
  .array(z.string())
  .max(500, "At most 500 segments.")
  .meta({ description: "The segments of contacts it sees as groups." });

const DirectoryView = z
  .object({
    id: z.string(),
    name: z.string(),
    segmentIds: z.array(z.string()),
    url: z.string().meta({ description: "The SCIM 2.0 base address to give to the other system." }),
    createdAt: Instant,
  })
  .meta({ id: "Directory" });

const MadeDirectory = DirectoryView.extend({
  token: z.string().meta({ description: "The bearer token that opens it; shown this once." }),
}).meta({ id: "NewlyMadeDirectory" });

const DirectoryPath = z.object({ id: z.string() });

export const getDirectories = route({
  method: "GET",
  path: "/api/v1/directories",
  tag,
  status: 200,
  summary: "What identity providers and learning systems may pull as groups",
  input: {},
  output: listOf(DirectoryView),
  async handle(_, call) {
    const all = await call.context.storage.directories.all(call.workspaceId);
    return { body: { items: all.map((each) => view(call, each)) } };
  },
});

export const postDirectory = route({
  method: "POST",
  path: "/api/v1/directories",
  role: "admin",
  tag,
  status: 201,
  versioned: true,
  summary: "Let another system pull segments as SCIM 2.0 groups",
  input: { body: z.strictObject({ name: Name, segmentIds: SegmentIds }) },
  output: MadeDirectory,
  async handle({ body }, call) {
    await assertGroups(call, body.segmentIds);
    const { workspaceId } = call;
    const { directory, token } = await openDirectory(call.context, { ...body, workspaceId });
    return {
      body: { ...view(call, directory), token },
      headers: { location: `/api/v1/directories/${directory.id}`, ...etagOf(directory) },
    };
  },
});

export const getDirectory = route({
  method: "GET",
  path: "/api/v1/directories/{id}",
  tag,
  status: 200,
  versioned: true,
  summary: "One directory",
  input: { params: DirectoryPath },
  output: DirectoryView,
  async handle({ params }, call) {
    const directory = await findDirectory(call, params.id);
    return { body: view(call, directory), headers: etagOf(directory) };
  },
});

export const patchDirectory = route({
  method: "PATCH",
  path: "/api/v1/directories/{id}",
  role: "admin",
  tag,
  status: 200,
  versioned: true,
  summary: "Rename a directory, or choose what it sees",
  input: {
    params: DirectoryPath,
    body: z.strictObject({ name: Name.optional(), segmentIds: SegmentIds.optional() }),
  },
  output: DirectoryView,
  async handle({ params, body }, call) {
    if (body.segmentIds !== undefined) await assertGroups(call, body.segmentIds);
    const edited = await retrying(ConflictError, async () => {
      const current = await findDirectory(call, params.id);
      assertMatch(call, current);
      const { name = current.name, segmentIds = current.segmentIds } = body;
      return call.context.storage.directories.write({ ...current, name, segmentIds });
    });
    return { body: view(call, edited), headers: etagOf(edited) };
  },
});

export const deleteDirectory = route({
  method: "DELETE",
  path: "/api/v1/directories/{id}",
  role: "admin",
  tag,
  status: 204,
  summary: "Close a directory; its token opens nothing any more",
  input: { params: DirectoryPath },
  output: z.undefined(),
  async handle({ params }, call) {
    await closeDirectory(call.context, await findDirectory(call, params.id));
    return { body: undefined };
  },
});

async function findDirectory({ context, workspaceId }: Call, id: string): Promise<Directory> {
  const directory = await context.storage.directories.get(workspaceId, id);
  if (directory === undefined) throw notFound(`There is no directory ${id}.`);
  return directory;
}

async function assertGroups({ context, workspaceId }: Call, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries()) {
    const segment = await context.storage.segments.get(workspaceId, id);
    const pointer = `/segmentIds/${position}`;
    if (segment === undefined || segment.state === "retired")
      throw invalid(pointer, `There is no segment ${id}.`);
    if (segment.object !== "contact")
      throw invalid(pointer, `"${segment.name}" holds companies: groups are made of contacts.`);
  }
}

function view({ context }: Call, directory: Directory): z.input<typeof DirectoryView> {
  const { id, name, segmentIds, createdAt } = directory;
  const url = `${context.publicUrl()}${scimPaths}`;
  return { id, name, segmentIds, url, createdAt: iso(createdAt) };
}
