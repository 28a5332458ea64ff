import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import SCIMMY from "scimmy";
import { z } from "zod";

const Stored = z.looseObject({ id: z.string() });
type Stored = z.infer<typeof Stored>;

/** Resources of one kind, by id. */
type Shelf = Map<string, Stored>;

const users: Shelf = new Map();
const groups: Shelf = new Map();

/** Keeps what is written whole, under ids of its own. */
function keep(shelf: Shelf, prefix: string, id: string | undefined, instance: object): Stored {
  const known = id ?? `${prefix}-${shelf.size + 1}`;
  const plain: unknown = JSON.parse(JSON.stringify({ ...instance, id: known }));
  const stored = Stored.parse(plain);
  shelf.set(known, stored);
  return stored;
}

function found(shelf: Shelf, id: string | undefined): Stored | Stored[] {
  if (id === undefined) return [...shelf.values()];
  const stored = shelf.get(id);
  if (stored === undefined) throw new SCIMMY.Types.Error(404, "", `Resource ${id} not found`);
  return stored;
}

/** SCIMMY's types ask for its own instances, where plain objects do: these are such. */
type Plain = ReturnType<typeof JSON.parse>;

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, instance): Plain => {
    const name = String(instance.userName).toLowerCase();
    const isTaken = [...users.values()].some(
      (user) => user.id !== resource.id && String(user["userName"]).toLowerCase() === name,
    );
    if (isTaken) throw new SCIMMY.Types.Error(409, "uniqueness", "The name is taken");
    return keep(users, "user", resource.id, instance);
  })
  .egress((resource): Plain => found(users, resource.id));
SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((resource, instance): Plain => keep(groups, "group", resource.id, instance))
  .egress((resource): Plain => found(groups, resource.id));

const PatchOp = z.object({
  schemas: z.array(z.literal("urn:ietf:params:scim:api:messages:2.0:PatchOp")),
  Operations: z.array(
    z.object({
      op: z.enum(["add", "remove", "replace"]),
      path: z.string(),
      value: z.any().optional(),
    }),
  ),
});

const kinds = { Users: SCIMMY.Resources.User, Groups: SCIMMY.Resources.Group } as const;

/** A provider of SCIM 2.0 that shares nothing with the connector but the standard: SCIMMY's resources over HTTP. */
export async function scimmyProvider(token: string) {
  const server = createServer((request, response) => {
    void answer(request, token).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/scim+json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    users,
    groups,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      users.clear();
      groups.clear();
    },
  };
}

async function answer(
  request: IncomingMessage,
  token: string,
): Promise<{ status: number; body: unknown }> {
  try {
    if (request.headers.authorization !== `Bearer ${token}`)
      throw new SCIMMY.Types.Error(401, "", "Unknown token");
    return await answerKnown(request);
  } catch (error) {
    const status = error instanceof SCIMMY.Types.Error ? Number(error.status) : 500;
    const detail = error instanceof Error ? error.message : String(error);
    return { status, body: { status: String(status), detail } };
  }
}

async function answerKnown(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://scim");
  const [, kind = "", id] = pathname.split("/").map(decodeURIComponent);
  if (kind !== "Users" && kind !== "Groups")
    throw new SCIMMY.Types.Error(404, "", `There is no ${pathname}`);
  const query = Object.fromEntries(searchParams);
  const Resource = kinds[kind];
  // The constructor takes either, though its types name the id only.
  const given = id === undefined ? [query] : [id, query];
  const resource: InstanceType<typeof Resource> = Reflect.construct(Resource, given);
  if (request.method === "GET") return { status: 200, body: await resource.read() };
  const sent: unknown = JSON.parse(await text(request));
  const instance = typeof sent === "object" && sent !== null ? sent : {};
  if (request.method === "PATCH") {
    const body = await resource.patch(PatchOp.parse(instance));
    return { status: body === undefined ? 204 : 200, body };
  }
  return { status: 201, body: await resource.write(instance) };
}
