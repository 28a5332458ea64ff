import { z } from "zod";
import type { Crm } from "./crm.ts";
import type { CustomProperties } from "./custom-properties.ts";
import type { Grants } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import type { Enrolments } from "./learning-system.ts";
import type { Lists } from "./lists.ts";
import type { Outbox } from "./outbox.ts";
import { typeAt } from "./record-type-at.ts";
import { recordTypeOf } from "./records.ts";

const Changes = z.object({
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
});

interface Inspected {
  readonly crm: Crm;
  readonly properties: CustomProperties;
  readonly lists: Lists;
  readonly enrolments: Enrolments;
  readonly outbox: Outbox;
  readonly grants: Grants;
}

/** What a CRM user or a teacher would see on screen, and what such a user does. */
export function inspectionRoutes(inspected: Inspected): Route[] {
  const { crm, lists, enrolments, outbox } = inspected;
  return [
    ...accessRoutes(inspected),
    {
      method: "GET",
      path: "/sandbox/lists",
      answer: () => ({ status: 200, json: { items: listsShown(lists) } }),
    },
    { method: "POST", path: "/sandbox/lists/:listId", answer: (call) => editList(lists, call) },
    {
      method: "GET",
      path: "/sandbox/enrolments",
      answer: () => ({ status: 200, json: { items: enrolments.all() } }),
    },
    {
      method: "GET",
      path: "/sandbox/outbox",
      answer: () => ({ status: 200, json: { size: outbox.size() } }),
    },
    {
      method: "GET",
      path: "/sandbox/records/:type",
      answer: ({ part }) => {
        const type = recordTypeOf(part("type"));
        if (type === undefined) return { status: 404 };
        return { status: 200, json: { items: crm.records.all(type) } };
      },
    },
    { method: "POST", path: "/sandbox/records/:type/:id", answer: (call) => change(crm, call) },
    ...propertyInspection(inspected),
  ];
}

/** Properties on screen, and rules that keep apps from writing to a record. */
function propertyInspection({ crm, properties }: Inspected): Route[] {
  return [
    {
      method: "GET",
      path: "/sandbox/properties/:type",
      answer: (call) => ({ status: 200, json: { items: properties.of(typeAt(call)) } }),
    },
    {
      method: "DELETE",
      path: "/sandbox/properties/:type/:name",
      answer: (call) => {
        properties.remove(typeAt(call), call.part("name"));
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: "/sandbox/records/:type/:id/frozen",
      answer: (call) => {
        crm.freeze(typeAt(call), call.part("id"));
        return { status: 204 };
      },
    },
  ];
}

/** What happens to the access that Muster was given. */
function accessRoutes({ grants }: Inspected): Route[] {
  return [
    {
      method: "POST",
      path: "/sandbox/app/uninstall",
      answer: () => {
        grants.revokeAll();
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: "/sandbox/app/expire-access",
      answer: () => {
        grants.expireAccess();
        return { status: 204 };
      },
    },
    {
      method: "POST",
      path: "/sandbox/app/denied-scopes",
      answer: ({ body }) => {
        grants.deny(z.array(z.string()).parse(JSON.parse(body)));
        return { status: 204 };
      },
    },
  ];
}

const Ids = z.array(z.string());
const ListEdit = z.object({ add: Ids.default([]), remove: Ids.default([]) });

/** What a user does to a list by hand. */
function editList(lists: Lists, { part, body }: Call): Reply {
  const list = lists.get(part("listId"));
  if (list === undefined) return { status: 404 };
  const { add, remove } = ListEdit.parse(JSON.parse(body));
  return { status: 200, json: lists.change(list, add, remove) };
}

function listsShown(lists: Lists): object[] {
  return lists.all().map(({ id, name, objectTypeId, processingType }) => {
    const recordIds = lists.members(id).map(({ recordId }) => recordId);
    return { listId: id, name, objectTypeId, processingType, size: recordIds.length, recordIds };
  });
}

function change(crm: Crm, { part, body }: Call): Reply {
  const type = recordTypeOf(part("type"));
  const { properties } = Changes.parse(JSON.parse(body));
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, String(value ?? "")]),
  );
  const changed = type && crm.change(type, part("id"), values);
  return changed === undefined ? { status: 404 } : { status: 200, json: { changed } };
}
