import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import type {
  KlaviyoAccount,
  KlaviyoList,
  KlaviyoMember,
  KlaviyoProfile,
} from "./klaviyo-account.ts";
import { RequestWindows } from "./request-windows.ts";

const base = "/klaviyo/api";
const revision = "2026-07-15";

/** Addresses that write to lists, and those that read or make profiles. */
const windows = {
  lists: [
    { requests: 10, perMs: 1_000 },
    { requests: 150, perMs: 60_000 },
  ],
  profiles: [
    { requests: 75, perMs: 1_000 },
    { requests: 750, perMs: 60_000 },
  ],
} as const;

/** Klaviyo's lists and profiles under `/klaviyo`, behind one private key. */
export function klaviyoRoutes(account: KlaviyoAccount, key: string, times: number): Route[] {
  const limits: RequestWindows[] = [];
  return [
    route("GET", "/lists", (call) => findLists(account, call)),
    route("POST", "/lists", (call) => makeList(account, call)),
    route("GET", "/lists/:id", (call) => answer(200, listShown(listOf(account, call)))),
    route("GET", "/lists/:id/profiles", (call) => readMembers(account, call)),
    route("POST", "/lists/:id/relationships/profiles", (call) => changeList(account, call, "add")),
    route("DELETE", "/lists/:id/relationships/profiles", (call) =>
      changeList(account, call, "remove"),
    ),
    route("GET", "/profiles", (call) => findProfiles(account, call)),
    route("POST", "/profile-import", (call) => importProfile(account, call)),
    { method: "GET", path: "/sandbox/klaviyo", answer: () => shown(account, limits) },
  ];

  function route(method: Route["method"], path: string, act: Route["answer"]): Route {
    // Each address has a limit of its own.
    const isProfiles = path.endsWith("profiles") && method === "GET";
    const limit = new RequestWindows(
      windows[isProfiles || path === "/profile-import" ? "profiles" : "lists"],
      times,
    );
    limits.push(limit);
    const guarded = (call: Call): Reply => {
      if (call.headers.authorization !== `Klaviyo-API-Key ${key}`)
        throw refusal(401, "not_authenticated", "Incorrect authentication credentials.");
      if (call.headers["revision"] !== revision)
        throw refusal(400, "invalid", "The revision header is not one that is known.");
      const waitMs = limit.take();
      if (waitMs === 0) return act(call);
      const { reply } = refusal(429, "throttled", "Request was throttled.");
      return { ...reply, headers: { "retry-after": String(Math.ceil(waitMs / 1_000)) } };
    };
    return { method, path: base + path, answer: guarded };
  }
}

function answer(status: number, data: unknown, more: object = {}): Reply {
  return { status, json: { data, ...more } };
}

function refusal(status: number, code: string, detail: string): Refusal {
  const error = { id: randomUUID(), status, code, title: "Refused.", detail, source: {} };
  return new Refusal({ status, json: { errors: [error] } });
}

function listShown({ id, name, at }: KlaviyoList) {
  const when = new Date(at).toISOString();
  const attributes = { name, created: when, updated: when, opt_in_process: "single_opt_in" };
  return {
    type: "list",
    id,
    attributes,
    links: { self: `https://a.klaviyo.com/api/lists/${id}/` },
  };
}

function profileShown({ id, email, externalId }: KlaviyoProfile) {
  const attributes = { email, external_id: externalId };
  const self = `https://a.klaviyo.com/api/profiles/${id}/`;
  return { type: "profile", id, attributes, links: { self } };
}

function memberShown(member: KlaviyoMember) {
  const shown = profileShown(member);
  const joined_group_at = new Date(member.at).toISOString();
  return { ...shown, attributes: { ...shown.attributes, joined_group_at } };
}

function listOf(account: KlaviyoAccount, { part }: Call): KlaviyoList {
  const list = account.list(part("id"));
  if (list === undefined)
    throw refusal(404, "not_found", `A list with id ${part("id")} does not exist.`);
  return list;
}

/** The strings in a filter such as `equals(name,"…")` or `any(email,["…","…"])`. */
function wordsIn(filter: string, operator: string): string[] {
  const [, values] = new RegExp(`^${operator},(.*)\\)$`, "s").exec(filter) ?? [];
  if (values === undefined) throw refusal(400, "invalid", `The filter ${filter} is not known.`);
  const list: unknown = JSON.parse(values.startsWith("[") ? values : `[${values}]`);
  return z.array(z.string()).parse(list);
}

function findLists(account: KlaviyoAccount, { url }: Call): Reply {
  const filter = url.searchParams.get("filter");
  const [name] = filter === null ? [] : wordsIn(filter, "equals\\(name");
  const found = account.lists().filter((list) => name === undefined || list.name === name);
  return answer(200, found.slice(0, 10).map(listShown), linksOf(url));
}

const NewList = z.strictObject({
  data: z.strictObject({
    type: z.literal("list"),
    attributes: z.strictObject({ name: z.string().min(1) }),
  }),
});

function makeList(account: KlaviyoAccount, { body }: Call): Reply {
  const { data } = NewList.parse(JSON.parse(body));
  return answer(201, listShown(account.makeList(data.attributes.name)));
}

const profilesAPage = 100;

function readMembers(account: KlaviyoAccount, call: Call): Reply {
  const { id } = listOf(account, call);
  const after = Number(call.url.searchParams.get("page[cursor]") ?? "0");
  const members = account.members(id, after);
  const page = members.slice(0, Number(call.url.searchParams.get("page[size]") ?? "20"));
  const last = page.at(-1)?.seq;
  const isLast = page.length === members.length || last === undefined;
  return answer(200, page.map(memberShown), linksOf(call.url, isLast ? undefined : last));
}

function linksOf(url: URL, cursor?: number): object {
  const next = new URL(url.pathname + url.search, "https://a.klaviyo.com");
  if (cursor !== undefined) next.searchParams.set("page[cursor]", String(cursor));
  return { links: { self: url.href, ...(cursor === undefined ? {} : { next: next.href }) } };
}

const Reference = z.strictObject({ type: z.literal("profile"), id: z.string() });
const References = z.strictObject({ data: z.array(Reference).min(1) });
const mostAtOnce = 1_000;

function changeList(account: KlaviyoAccount, call: Call, how: "add" | "remove"): Reply {
  const { id } = listOf(account, call);
  const { data } = References.parse(JSON.parse(call.body));
  if (data.length > mostAtOnce)
    throw refusal(400, "invalid", `At most ${mostAtOnce} profiles a call.`);
  const known = new Set(account.profiles().map((profile) => profile.id));
  const unknown = data.find((each) => !known.has(each.id));
  if (unknown !== undefined)
    throw refusal(404, "not_found", `A profile with id ${unknown.id} does not exist.`);
  for (const profile of data) account[how](id, profile.id);
  return { status: 204 };
}

function findProfiles(account: KlaviyoAccount, { url }: Call): Reply {
  const filter = url.searchParams.get("filter") ?? "";
  const wanted = new Set(wordsIn(filter, "any\\(email").map((email) => email.toLowerCase()));
  const found = account.profiles().filter(({ email }) => email !== null && wanted.has(email));
  return answer(200, found.slice(0, profilesAPage).map(profileShown), linksOf(url));
}

const NewProfile = z.strictObject({
  data: z.strictObject({
    type: z.literal("profile"),
    attributes: z.strictObject({ email: z.string(), external_id: z.string().optional() }),
  }),
});

function importProfile(account: KlaviyoAccount, { body }: Call): Reply {
  const { email, external_id: externalId = null } = NewProfile.parse(JSON.parse(body)).data
    .attributes;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    throw refusal(400, "invalid", `Invalid email address: ${email} is not deliverable.`);
  const { id, isNew } = account.makeProfile(email.toLowerCase(), externalId);
  return answer(isNew ? 201 : 200, profileShown({ id, email: email.toLowerCase(), externalId }));
}

/** What a user of the account would see on screen. */
function shown(account: KlaviyoAccount, limits: readonly RequestWindows[]): Reply {
  const items = account.lists().map(({ id, name }) => ({
    id,
    name,
    emails: account.members(id).map(({ email }) => email),
  }));
  const refused = limits.reduce((sum, limit) => sum + limit.refused, 0);
  return { status: 200, json: { items, refused } };
}
