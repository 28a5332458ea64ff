import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PushRecord } from "../../../shared/connectors/connector.ts";
import { connectorOf, targetOf } from "../../../shared/connectors/registry.ts";
import type { Destination } from "../../../shared/contracts/destination.ts";
import { AuthenticationError, Problem, SetupError } from "../../../shared/runtime/errors.ts";
import { lineTo } from "../line-to.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";
import { scimmyProvider } from "./scimmy-provider.ts";

const groups = targetOf("scim-group");
const token = "scim-token";

let provider: Awaited<ReturnType<typeof scimmyProvider>>;
let line: Awaited<ReturnType<typeof lineTo>>;
beforeEach(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  provider = await scimmyProvider(token);
  line = await lineTo(provider.url);
});
afterEach(async () => {
  await line[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function open(chosen: Partial<Destination> = { createsUsers: true }) {
  const connection = sampleConnection({ kind: "scim", apiKey: token, baseUrl: line.url });
  const bare = sampleDestination("scim-group", { segmentName: 'Gold "and" more', ...chosen });
  const destination = { ...bare, ...(await groups.prepare(bare, connection)) };
  const request = { destination, connection, now: Date.now() };
  return {
    destination,
    request,
    push: (add: readonly PushRecord[], remove: readonly PushRecord[] = []) =>
      groups.push({ ...request, add, remove }),
    members: async () => (await groups.members?.page(request, undefined))?.keys.toSorted(),
  };
}

function person(name: string): PushRecord {
  return samplePush(name, { email: `${name}@acme.test` });
}

function putUser(id: string, userName: string, ...emails: string[]): void {
  const addresses = emails.map((value) => ({ value, type: "work" }));
  provider.users.set(id, { id, userName, emails: addresses });
}

describe("a group of another SCIM implementation", () => {
  it("is made once, and found again by its name", async () => {
    const { destination } = await open();
    expect(provider.groups.get(destination.listId ?? "")).toMatchObject({
      displayName: "Muster · Gold 'and' more",
    });
    expect((await open()).destination.listId).toBe(destination.listId);
    expect(provider.groups.size).toBe(1);
  });

  it("has in it who enters, once, and not who left, however often", async () => {
    const { push, members } = await open();
    for (const _ of ["once", "again"]) {
      const outcomes = await push([person("ann"), person("bo")], [person("cy")]);
      expect(outcomes.map(({ state }) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
      expect(await members()).toEqual(["ann@acme.test", "bo@acme.test"]);
    }
    await push([person("cy")], [person("ann")]);
    expect(await members()).toEqual(["bo@acme.test", "cy@acme.test"]);
    expect(provider.users.size).toBe(3);
  });

  it("finds users by their addresses where these are not their names", async () => {
    putUser("u-1", "alee", "Ann@acme.test", "ann.lee@acme.test");
    const { push, request } = await open({});
    await push([person("ann")]);
    const page = await groups.members?.page(request, undefined);
    expect(page?.keys.toSorted()).toEqual(["alee", "ann.lee@acme.test", "ann@acme.test"]);
    expect(page?.alsoKnownAs).toHaveLength(3);
    await push([], [person("ann")]);
    expect((await groups.members?.page(request, undefined))?.keys).toEqual([]);
  });

  it("refuses who is not there unless an admin lets them be made", async () => {
    const { push } = await open({});
    expect(await push([person("ann")])).toMatchObject([
      { state: "refused", reason: expect.stringMatching(/no user with this address/) },
    ]);
    expect(provider.users.size).toBe(0);
  });

  it("has in it who was made by somebody else at that moment", async () => {
    const { push, members } = await open();
    line.disturb(({ method, path }) => {
      if (method !== "POST" || path !== "/Users") return undefined;
      putUser("u-1", "ann@acme.test");
      return { status: 409, json: { scimType: "uniqueness" } };
    });
    expect(await push([person("ann")])).toMatchObject([{ state: "confirmed" }]);
    expect(await members()).toEqual(["ann@acme.test"]);
  });

  it("refuses only the one whom the provider has without showing them", async () => {
    const { push, members } = await open();
    line.disturb(({ method, body }) =>
      method === "POST" && body.includes("hidden@acme.test")
        ? { status: 409, json: { scimType: "uniqueness", detail: "Deactivated." } }
        : undefined,
    );
    expect(await push([person("ann"), person("hidden"), person("bo")])).toMatchObject([
      { state: "confirmed" },
      { state: "refused", reason: expect.stringMatching(/does not find it: Deactivated/) },
      { state: "confirmed" },
    ]);
    expect(await members()).toEqual(["ann@acme.test", "bo@acme.test"]);
  });

  it("may be one that an admin made: then strangers stay in it", async () => {
    provider.groups.set("g-1", { id: "g-1", displayName: "Class", members: [] });
    putUser("u-1", "ann@acme.test");
    const { push, members, destination } = await open({ courseId: "g-1" });
    await push([person("ann")]);
    expect(await members()).toEqual(["ann@acme.test"]);
    expect(groups.members?.strangers?.mayGo(destination)).toBe(false);
    expect(provider.groups.size).toBe(1);
  });

  it("loses strangers where Muster made it", async () => {
    const { push, members, request, destination } = await open();
    await push([person("ann"), person("bo")]);
    expect(groups.members?.strangers?.mayGo(destination)).toBe(true);
    await groups.members?.strangers?.remove(request, ["bo@acme.test", "nobody@acme.test"]);
    expect(await members()).toEqual(["ann@acme.test"]);
  });

  it("is read in few pages, in an order that stays, since each reads all its ids", async () => {
    const ids = Array.from({ length: 260 }, (_, index) => `u-${index}`);
    for (const id of ids) putUser(id, `${id}@acme.test`);
    const members = ids.map((value) => ({ value }));
    provider.groups.set("g-1", { id: "g-1", displayName: "Class", members });
    const { request } = await open({ courseId: "g-1" });
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await groups.members?.page(request, cursor);
      keys.push(...(page?.keys ?? []));
      cursor = page?.next;
    } while (cursor !== undefined);
    expect(keys.toSorted()).toEqual(ids.map((id) => `${id}@acme.test`).toSorted());
    expect(line.passages.filter(({ path }) => path.startsWith("/Groups/g-1"))).toHaveLength(2);
  });

  it("of which a provider names no members may not be empty", async () => {
    const { push, request } = await open();
    await push([person("ann")]);
    line.disturb(({ method, path }) =>
      method === "GET" && path.startsWith("/Groups/") ? { status: 200, json: {} } : undefined,
    );
    expect(await groups.members?.page(request, undefined)).toMatchObject({
      keys: [],
      doubt: { message: /cannot be read back/, remedy: /members of groups/ },
    });
  });

  it("is left by who still is in it, where a provider minds who left already", async () => {
    const { push, members, destination } = await open();
    await push([person("ann"), person("bo")]);
    line.disturb(({ method, body }) => {
      if (method !== "PATCH") return undefined;
      const isIn = (id: string) =>
        JSON.stringify(provider.groups.get(destination.listId ?? "")).includes(`"${id}"`);
      const taken = [...body.matchAll(/value eq \\"(.+?)\\"/g)].map(([, id = ""]) => id);
      return taken.every(isIn) ? undefined : { status: 400, json: { scimType: "noTarget" } };
    });
    for (const leaving of [["ann"], ["ann", "bo"], ["ann", "bo"]])
      expect(await push([person("cy")], leaving.map(person))).not.toContainEqual(
        expect.objectContaining({ state: "refused" }),
      );
    expect(await members()).toEqual(["cy@acme.test"]);
  });

  it("that was deleted says so, to pushes and to sweeps", async () => {
    const { push, members } = await open({ courseId: "gone", createsUsers: true });
    await expect(push([person("ann")])).rejects.toThrow(/no group gone/);
    await expect(members()).rejects.toBeInstanceOf(SetupError);
  });

  it("whose provider cannot search addresses, or change groups, says what is left", async () => {
    const { push } = await open({});
    line.disturb(({ path }) =>
      path.includes("emails.value")
        ? { status: 400, json: { scimType: "invalidFilter", detail: "No such filter." } }
        : undefined,
    );
    expect(await push([person("ann")])).toMatchObject([{ state: "refused" }]);
    putUser("u-1", "ann@acme.test");
    line.disturb(({ method }) => (method === "PATCH" ? { status: 501, json: {} } : undefined));
    await expect(push([person("ann")])).rejects.toMatchObject({ remedy: /PATCH/ });
  });

  it("takes people only, by a token that opens it", async () => {
    const { request } = await open();
    const wanted = {
      object: "company" as const,
      segmentName: "Gold",
      connection: request.connection,
      listId: undefined,
      statuses: undefined,
      field: undefined,
      value: undefined,
      others: [],
    };
    await expect(groups.choose?.(wanted)).rejects.toBeInstanceOf(Problem);
    const given = { name: "Directory", baseUrl: line.url };
    const { key } = connectorOf("scim");
    await key?.check?.({ ...given, apiKey: token });
    await expect(key?.check?.({ ...given, apiKey: "another" })).rejects.toBeInstanceOf(
      AuthenticationError,
    );
  });
});
