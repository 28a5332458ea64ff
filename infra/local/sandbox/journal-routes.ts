import { appId, type Crm } from "./crm.ts";
import { type Grants, hubspotError } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { Subscription } from "./journal-subscription.ts";
import { readJson } from "./read-json.ts";

const journal = "/webhooks-journal/journal-local/2026-03/batch";
const subscriptions = "/webhooks-journal/subscriptions/2026-03";
const addressLifeMs = 5 * 60_000;

/** The Webhooks Journal and what is subscribed to; for the app, not for a grant of the portal. */
export function journalRoutes(crm: Crm, grants: Grants): Route[] {
  const route = (method: Route["method"], path: string, answer: Route["answer"]): Route => ({
    method,
    path,
    answer: grants.guard(answer, "app"),
  });
  return [
    route("GET", `${journal}/latest/:count`, (call) =>
      entries([crm.journal.latest() ?? []].flat(), call),
    ),
    route("GET", `${journal}/earliest/:count`, (call) =>
      entries(crm.journal.places(undefined, Number(call.part("count"))), call),
    ),
    route("GET", `${journal}/:place/next/:count`, (call) =>
      entries(crm.journal.places(call.part("place"), Number(call.part("count"))), call),
    ),
    route("GET", subscriptions, () => ({
      status: 200,
      json: { results: crm.journal.subscriptions().map(shown) },
    })),
    route("POST", subscriptions, (call) => {
      const id = crm.journal.subscribe(readJson(Subscription, call.body));
      const made = crm.journal.subscriptions().find((each) => each.id === id);
      return { status: 200, json: made && shown(made) };
    }),
    route("DELETE", `${subscriptions}/:id`, (call) => {
      crm.journal.unsubscribe(Number(call.part("id")));
      return { status: 204 };
    }),
    {
      method: "GET",
      path: "/sandbox/journal/:place",
      answer: (call) => file(crm, call),
    },
  ];
}

function entries(places: readonly string[] | undefined, { url, headers }: Call): Reply {
  if (places === undefined)
    return hubspotError(404, "OBJECT_NOT_FOUND", "No journal entry at this offset.");
  if (places.length === 0) return { status: 204 };
  const at = new Date().toISOString();
  const expiresAt = new Date(Date.now() + addressLifeMs).toISOString();
  const base = `http://${headers.host ?? url.host}/sandbox/journal`;
  const results = places.map((currentOffset) => ({
    currentOffset,
    expiresAt,
    url: `${base}/${currentOffset}`,
  }));
  return { status: 200, json: { status: "COMPLETE", startedAt: at, completedAt: at, results } };
}

/** At an address that needs no token. */
function file({ journal: kept }: Crm, { part }: Call): Reply {
  const events = kept.file(part("place"));
  if (events === undefined) return { status: 403 };
  const journalEvents: unknown = JSON.parse(events);
  const publishedAt = new Date().toISOString();
  return { status: 200, json: { offset: part("place"), journalEvents, publishedAt } };
}

type Stored = ReturnType<Crm["journal"]["subscriptions"]>[number];

function shown({ id, body, at }: Stored): object {
  const instant = new Date(at).toISOString();
  return { id, appId, ...body, createdAt: instant, updatedAt: instant };
}
