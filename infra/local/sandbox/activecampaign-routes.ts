import { z } from "zod";
import type { ActiveCampaignAccount } from "./activecampaign-account.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import { RequestWindows } from "./request-windows.ts";

const base = "/activecampaign/api/3";

/** ActiveCampaign's API 3 under `/activecampaign`, behind one key, five requests a second. */
export function activeCampaignRoutes(
  account: ActiveCampaignAccount,
  key: string,
  times: number,
): Route[] {
  const window = new RequestWindows([{ requests: 5, perMs: 1_000 }], times);
  return [
    route("GET", "/tags", (call) => findTags(account, call)),
    route("POST", "/tags", (call) => makeTag(account, call)),
    route("GET", "/tags/:id", (call) => readTag(account, call)),
    route("POST", "/contact/sync", (call) => sync(account, call)),
    route("GET", "/contacts", (call) => findContacts(account, call)),
    route("GET", "/contacts/:id/contactTags", (call) => taggingsOf(account, call)),
    route("POST", "/contactTags", (call) => tagContact(account, call)),
    route("DELETE", "/contactTags/:id", (call) =>
      account.untag(Number(call.part("id"))) ? { status: 200, json: {} } : notFound("ContactTag"),
    ),
    {
      method: "GET",
      path: "/sandbox/activecampaign",
      answer: () => ({ status: 200, json: { items: shown(account), refused: window.refused } }),
    },
  ];

  function route(method: Route["method"], path: string, act: Route["answer"]): Route {
    return {
      method,
      path: base + path,
      answer(call) {
        if (call.headers["api-token"] !== key)
          return { status: 403, json: { message: "You do not have permission to access this." } };
        const waitMs = window.take();
        if (waitMs === 0) return act(call);
        const headers = { "retry-after": String(Math.ceil(waitMs / 1_000)) };
        return { status: 429, headers, json: { message: "Rate limit exceeded." } };
      },
    };
  }
}

function notFound(what: string): Reply {
  return { status: 404, json: { message: `No Result found for ${what}` } };
}

function unprocessable(title: string, detail: string): Refusal {
  return new Refusal({ status: 422, json: { errors: [{ title, detail, code: "invalid" }] } });
}

/** Ids are written as text. */
function written(row: Readonly<Record<string, string | number>>): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
}

function findTags(account: ActiveCampaignAccount, { url }: Call): Reply {
  const name = url.searchParams.get("filters[search][eq]");
  const found = account.tags().filter(({ tag }) => name === null || tag === name);
  const limit = Number(url.searchParams.get("limit") ?? "20");
  return { status: 200, json: { tags: found.slice(0, limit).map(written) } };
}

const NewTag = z.object({
  tag: z.object({ tag: z.string(), tagType: z.enum(["contact", "template"]) }),
});

function makeTag(account: ActiveCampaignAccount, { body }: Call): Reply {
  const wanted = NewTag.parse(JSON.parse(body)).tag;
  const made = account.makeTag(wanted.tag, wanted.tagType);
  if (made === undefined) throw unprocessable("The tag is taken.", "Tag names are unique.");
  return { status: 201, json: { tag: written(made) } };
}

function readTag(account: ActiveCampaignAccount, { part }: Call): Reply {
  const tag = account.tags().find(({ id }) => String(id) === part("id"));
  return tag === undefined ? notFound("Tag") : { status: 200, json: { tag: written(tag) } };
}

const Synced = z.object({ contact: z.object({ email: z.string() }) });

function sync(account: ActiveCampaignAccount, { body }: Call): Reply {
  const { email } = Synced.parse(JSON.parse(body)).contact;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    throw unprocessable("Contact Email Address is not valid.", "");
  const { contact, isNew } = account.sync(email);
  return { status: isNew ? 201 : 200, json: { fieldValues: [], contact: written(contact) } };
}

function findContacts(account: ActiveCampaignAccount, { url }: Call): Reply {
  const email = url.searchParams.get("email")?.toLowerCase();
  const tag = url.searchParams.get("tagid");
  const after = Number(url.searchParams.get("id_greater") ?? "0");
  const tagged = new Set(
    account.taggings().flatMap((each) => (String(each.tag) === tag ? [each.contact] : [])),
  );
  const found = account
    .contacts()
    .filter((each) => email === undefined || each.email.toLowerCase() === email)
    .filter(({ id }) => (tag === null || tagged.has(id)) && id > after);
  const limit = Number(url.searchParams.get("limit") ?? "20");
  const meta = { total: String(found.length) };
  return { status: 200, json: { contacts: found.slice(0, limit).map(written), meta } };
}

function taggingsOf(account: ActiveCampaignAccount, { part }: Call): Reply {
  const found = account.taggings().filter(({ contact }) => String(contact) === part("id"));
  return { status: 200, json: { contactTags: found.map(written) } };
}

const Id = z.union([z.string(), z.number()]).transform(Number);
const NewTagging = z.object({ contactTag: z.object({ contact: Id, tag: Id }) });

function tagContact(account: ActiveCampaignAccount, { body }: Call): Reply {
  const { contact, tag } = NewTagging.parse(JSON.parse(body)).contactTag;
  if (!account.contacts().some(({ id }) => id === contact)) return notFound("Contact");
  if (!account.tags().some(({ id }) => id === tag)) return notFound("Tag");
  const { tagging, isNew } = account.tag(contact, tag);
  return { status: isNew ? 201 : 200, json: { contactTag: tagging && written(tagging) } };
}

/** What a user of the account would see on screen. */
function shown(account: ActiveCampaignAccount): object[] {
  const emails = new Map(account.contacts().map(({ id, email }) => [id, email]));
  return account.tags().map(({ id, tag }) => ({
    id: String(id),
    name: tag,
    emails: account
      .taggings()
      .flatMap((each) => (each.tag === id ? [emails.get(each.contact)] : [])),
  }));
}
