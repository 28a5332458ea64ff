import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS scimUsers (id TEXT PRIMARY KEY, userName TEXT UNIQUE, email TEXT);
  CREATE TABLE IF NOT EXISTS scimGroups (id TEXT PRIMARY KEY, displayName TEXT);
  CREATE TABLE IF NOT EXISTS scimMembers (groupId TEXT, userId TEXT, UNIQUE (groupId, userId));
`;

const User = z.object({ id: z.string(), userName: z.string(), email: z.string() });
type User = z.infer<typeof User>;
const Group = z.object({ id: z.string(), displayName: z.string() });
type Group = z.infer<typeof Group>;
const Member = z.object({ userId: z.string() });

/** Users and groups of one directory. */
export class ScimProvider {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(schema);
  }

  /** Who is known from the beginning, and a group for them that an admin made. */
  populate(emails: readonly string[], groupId: string, displayName: string): void {
    const insert = this.#database.prepare("INSERT OR IGNORE INTO scimUsers VALUES (?, ?, ?)");
    for (const [index, email] of emails.entries()) insert.run(`usr-${index + 1}`, email, email);
    this.#database
      .prepare("INSERT OR IGNORE INTO scimGroups VALUES (?, ?)")
      .run(groupId, displayName);
  }

  users(): User[] {
    const rows = this.#database.prepare("SELECT * FROM scimUsers ORDER BY id").all();
    return rows.map((row) => User.parse(row));
  }

  makeUser(userName: string, email: string): User {
    const user = { id: randomUUID(), userName, email };
    this.#database
      .prepare("INSERT INTO scimUsers VALUES (?, ?, ?)")
      .run(user.id, user.userName, user.email);
    return user;
  }

  groups(): Group[] {
    const rows = this.#database.prepare("SELECT * FROM scimGroups ORDER BY id").all();
    return rows.map((row) => Group.parse(row));
  }

  makeGroup(displayName: string): Group {
    const group = { id: randomUUID(), displayName };
    this.#database.prepare("INSERT INTO scimGroups VALUES (?, ?)").run(group.id, displayName);
    return group;
  }

  members(groupId: string): string[] {
    return this.#database
      .prepare("SELECT userId FROM scimMembers WHERE groupId = ?")
      .all(groupId)
      .map((row) => Member.parse(row).userId);
  }

  add(groupId: string, userId: string): void {
    this.#database.prepare("INSERT OR IGNORE INTO scimMembers VALUES (?, ?)").run(groupId, userId);
  }

  remove(groupId: string, userId: string): void {
    this.#database
      .prepare("DELETE FROM scimMembers WHERE groupId = ? AND userId = ?")
      .run(groupId, userId);
  }

  /** What an admin sees on screen. */
  shown(): object[] {
    const users = new Map(this.users().map(({ id, userName }) => [id, userName]));
    return this.groups().map(({ id, displayName }) => ({
      displayName,
      userNames: this.members(id).map((userId) => users.get(userId)),
    }));
  }
}

const base = "/scim-directory";

/** A provider of SCIM 2.0 under `/scim-directory`, behind one bearer token: RFC 7644. */
export function scimProviderRoutes(provider: ScimProvider, token: string): Route[] {
  const route = (method: Route["method"], path: string, act: Route["answer"]): Route => ({
    method,
    path: base + path,
    answer: (call) => {
      if (call.headers.authorization === `Bearer ${token}`) return act(call);
      throw refusal(401, "Unknown token.");
    },
  });
  return [
    route("GET", "/Users", ({ url }) => list(provider.users(), url, userShown)),
    route("POST", "/Users", (call) => makeUser(provider, call)),
    route("GET", "/Users/:id", ({ part }) => one(provider.users(), part("id"), userShown)),
    route("GET", "/Groups", ({ url }) => list(provider.groups(), url, (group) => group)),
    route("POST", "/Groups", ({ body }) => {
      const { displayName } = NewGroup.parse(JSON.parse(body));
      return { status: 201, json: provider.makeGroup(displayName) };
    }),
    route("GET", "/Groups/:id", ({ part }) =>
      one(provider.groups(), part("id"), (group) => ({
        ...group,
        members: provider.members(group.id).map((value) => ({ value })),
      })),
    ),
    route("PATCH", "/Groups/:id", (call) => patch(provider, call)),
    {
      method: "GET",
      path: "/sandbox/scim",
      answer: () => ({ status: 200, json: { items: provider.shown() } }),
    },
  ];
}

function refusal(status: number, detail: string, scimType?: string): Refusal {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  return new Refusal({ status, json: { schemas, status: String(status), detail, scimType } });
}

/** Filters of one comparison, as this directory understands them. */
function list<Resource extends User | Group>(
  all: readonly Resource[],
  { searchParams }: URL,
  show: (resource: Resource) => object,
): Reply {
  const filter = searchParams.get("filter");
  const [, path = "", quoted = ""] = /^([\w.]+) eq (".*")$/.exec(filter ?? "") ?? [];
  const wanted = filter === null ? "" : z.string().parse(JSON.parse(quoted || '""'));
  const column = path === "emails.value" ? "email" : path;
  if (filter !== null && !["userName", "email", "displayName"].includes(column))
    throw refusal(400, `The filter ${filter} is not supported.`, "invalidFilter");
  const isWanted = (resource: Resource) =>
    Object.entries(resource).some(
      ([name, value]) => name === column && value.toLowerCase() === wanted.toLowerCase(),
    );
  const found = filter === null ? all : all.filter(isWanted);
  const Resources = found.slice(0, 100).map(show);
  return { status: 200, json: { totalResults: found.length, Resources } };
}

function one<Resource extends { readonly id: string }>(
  all: readonly Resource[],
  id: string,
  show: (resource: Resource) => object,
): Reply {
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw refusal(404, `There is no ${id}.`);
  return { status: 200, json: show(found) };
}

function userShown({ id, userName, email }: User): object {
  return { id, userName, emails: [{ value: email, primary: true }], active: true };
}

const NewGroup = z.object({ displayName: z.string().min(1) });
const NewUser = z.object({
  userName: z.string().min(1),
  emails: z.array(z.object({ value: z.string() })).default([]),
});

function makeUser(provider: ScimProvider, { body }: Call): Reply {
  const { userName, emails } = NewUser.parse(JSON.parse(body));
  const email = emails[0]?.value ?? userName;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    throw refusal(400, `${email} is no e-mail address.`, "invalidValue");
  if (provider.users().some((user) => user.userName.toLowerCase() === userName.toLowerCase()))
    throw refusal(409, "There is such a user already.", "uniqueness");
  return { status: 201, json: userShown(provider.makeUser(userName, email)) };
}

const Patch = z.object({
  Operations: z.array(
    z.object({
      op: z.enum(["add", "remove"]),
      path: z.string(),
      value: z.array(z.object({ value: z.string() })).default([]),
    }),
  ),
});

/** Whole or not at all, RFC 7644 §3.5.2. */
function patch(provider: ScimProvider, { part, body }: Call): Reply {
  const id = part("id");
  one(provider.groups(), id, (group) => group);
  const { Operations } = Patch.parse(JSON.parse(body));
  const added = Operations.flatMap(({ op, value }) =>
    op === "add" ? value.map((each) => each.value) : [],
  );
  const known = new Set(provider.users().map((user) => user.id));
  const stranger = added.find((each) => !known.has(each));
  if (stranger !== undefined) throw refusal(404, `There is no user ${stranger}.`);
  const removed = Operations.flatMap(({ op, path }) => {
    const [, quoted] = /^members\[value eq (".*")\]$/.exec(path) ?? [];
    return op === "remove" && quoted !== undefined ? [z.string().parse(JSON.parse(quoted))] : [];
  });
  for (const userId of added) provider.add(id, userId);
  for (const userId of removed) provider.remove(id, userId);
  return { status: 204 };
}
