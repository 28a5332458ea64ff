import { z } from "zod";
import { type Grants, hubspotError, scoped } from "./grants.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import type { CrmList, Lists } from "./lists.ts";
import { readJson } from "./read-json.ts";

const base = "/crm/lists/2026-09";

const NewList = z.object({
  name: z.string().min(1),
  objectTypeId: z.string(),
  processingType: z.enum(["MANUAL", "DYNAMIC", "SNAPSHOT"]),
  /** HubSpot takes alternatives of groups only. */
  filterBranch: z.looseObject({ filterBranchType: z.literal("OR") }).optional(),
});
const Ids = z.array(z.string());
const MemberChange = z.object({ recordIdsToAdd: Ids, recordIdsToRemove: Ids });

/** HubSpot's lists, as its 2026-09 description has them. */
export function listRoutes(lists: Lists, grants: Grants): Route[] {
  const route = (method: Route["method"], path: string, answer: Route["answer"]): Route => ({
    method,
    path: base + path,
    answer: grants.guard(scoped(grants, scopeOf(method), answer)),
  });
  const changing = (path: string, readChange: (body: string) => z.infer<typeof MemberChange>) =>
    route("PUT", `/:listId/memberships/${path}`, (call) =>
      changeMembers(lists, call, readChange(call.body)),
    );
  return [
    route("POST", "", ({ body }) => create(lists, body)),
    route("GET", "/object-type-id/:objectTypeId/name/:name", (call) =>
      answerWith(lists, listNamed(lists, call), call),
    ),
    route("GET", "/:listId", (call) => answerWith(lists, listAt(lists, call), call)),
    route("DELETE", "/:listId", (call) => {
      lists.delete(listAt(lists, call));
      return { status: 204 };
    }),
    route("PUT", "/:listId/restore", ({ part }) => {
      lists.restore(part("listId"));
      return { status: 204 };
    }),
    route("GET", "/:listId/memberships", (call) => memberships(lists, call)),
    changing("add", (body) => ({ recordIdsToAdd: readJson(Ids, body), recordIdsToRemove: [] })),
    changing("remove", (body) => ({ recordIdsToAdd: [], recordIdsToRemove: readJson(Ids, body) })),
    changing("add-and-remove", (body) => readJson(MemberChange, body)),
  ];
}

function scopeOf(method: Route["method"]): string {
  return method === "GET" ? "crm.lists.read" : "crm.lists.write";
}

function create(lists: Lists, body: string): Reply {
  const { name, objectTypeId, processingType, filterBranch } = readJson(NewList, body);
  if (filterBranch !== undefined && processingType === "MANUAL")
    return hubspotError(400, "VALIDATION_ERROR", "A MANUAL list has no filters.");
  if (lists.named(name) !== undefined) {
    return hubspotError(400, "VALIDATION_ERROR", `List with name '${name}' already exists.`, {
      subCategory: "ILS.DUPLICATE_LIST_NAMES",
    });
  }
  const made = lists.create(name, objectTypeId, processingType);
  if (filterBranch !== undefined) lists.filterBy(made, filterBranch);
  return shown(made);
}

/** With the filters where they are asked for and there are any. */
function answerWith(lists: Lists, list: CrmList, { url }: Call): Reply {
  const asked = url.searchParams.get("includeFilters") === "true";
  return shown(list, asked ? lists.filtersOf(list) : undefined);
}

const longestPage = 250;

/** In order of record ids; the cursor is the last one given, so that none is skipped when others go. */
function memberships(lists: Lists, call: Call): Reply {
  const asked = call.url.searchParams;
  const limit = Number(asked.get("limit") ?? 100);
  if (limit > longestPage)
    return hubspotError(400, "VALIDATION_ERROR", `limit must be at most ${longestPage}.`);
  const members = lists.members(listAt(lists, call).id);
  const after = Number(asked.get("after") ?? 0);
  const rest = members.filter(({ recordId }) => Number(recordId) > after);
  const results = rest.slice(0, limit).map(({ recordId, at }) => ({
    recordId,
    membershipTimestamp: new Date(at).toISOString(),
  }));
  const last = rest.length > limit ? results.at(-1)?.recordId : undefined;
  const paging = last === undefined ? {} : { paging: { next: { after: last } } };
  return { status: 200, json: { total: members.length, results, ...paging } };
}

function changeMembers(lists: Lists, call: Call, change: z.infer<typeof MemberChange>): Reply {
  const list = listAt(lists, call);
  if (list.processingType === "DYNAMIC") {
    const message = "Memberships of a DYNAMIC list follow its filters and cannot be written.";
    return hubspotError(400, "VALIDATION_ERROR", message);
  }
  const done = lists.change(list, change.recordIdsToAdd, change.recordIdsToRemove);
  return {
    status: 200,
    json: {
      recordsIdsAdded: done.added,
      recordIdsRemoved: done.removed,
      recordIdsMissing: done.missing,
    },
  };
}

function listAt(lists: Lists, { part }: Call): CrmList {
  return found(lists.get(part("listId")), part("listId"));
}

function listNamed(lists: Lists, { part }: Call): CrmList {
  const list = lists.named(part("name"));
  return found(list?.objectTypeId === part("objectTypeId") ? list : undefined, part("name"));
}

function found(list: CrmList | undefined, asked: string): CrmList {
  if (list !== undefined) return list;
  throw new Refusal(hubspotError(404, "OBJECT_NOT_FOUND", `List ${asked} does not exist.`));
}

function shown({ id, createdAt, ...list }: CrmList, filterBranch?: unknown): Reply {
  const at = new Date(createdAt).toISOString();
  return {
    status: 200,
    json: {
      list: {
        ...list,
        listId: id,
        listVersion: 1,
        processingStatus: "COMPLETE",
        createdAt: at,
        updatedAt: at,
        ...(filterBranch === undefined ? {} : { filterBranch }),
      },
    },
  };
}
