import type { Portal } from "./portal.ts";
import {
  idsIn,
  type PortalCall,
  type PortalReply,
  pageOf,
  readBody,
  refusal,
} from "./portal-call.ts";

const root = "/crm/lists/2026-09";

/** HubSpot's static lists; undefined for what is not about them. `count` is told of each push. */
export function answerOfLists(
  portal: Portal,
  call: PortalCall,
  count: (asked: number, changed: number) => void,
): PortalReply | undefined {
  const { method, path } = call;
  if (!path.startsWith(root)) return undefined;
  const named = /\/object-type-id\/0-\d\/name\/(.+)$/.exec(path)?.[1];
  if (named !== undefined) return shown(portal.listNamed(decodeURIComponent(named)));
  if (method === "POST" && path === root)
    return shown(portal.list(String(readBody(call.body)["name"])));
  const [listId = "", , action] = path.slice(root.length + 1).split("/");
  const list = portal.lists.get(listId);
  if (list === undefined) return refusal(404, "OBJECT_NOT_FOUND");
  if (method === "GET") {
    const ids = [...list.members].sort((one, other) => Number(one) - Number(other));
    const { results, ...paging } = pageOf(ids, call, (id) => id);
    return { status: 200, json: { results: results.map((recordId) => ({ recordId })), ...paging } };
  }
  if (action !== "add-and-remove") return undefined;
  const { recordIdsToAdd, recordIdsToRemove } = readBody(call.body);
  const [add, remove] = [idsIn(recordIdsToAdd), idsIn(recordIdsToRemove)];
  const missing = add.filter((id) => portal.records.get(id)?.state !== "live");
  const fresh = add.filter((id) => !missing.includes(id) && !list.members.has(id));
  const gone = remove.filter((id) => list.members.has(id));
  for (const id of fresh) list.members.add(id);
  for (const id of gone) list.members.delete(id);
  count(add.length + remove.length, fresh.length + gone.length);
  const json = { recordsIdsAdded: [], recordIdsRemoved: [], recordIdsMissing: missing };
  return { status: 200, json };
}

function shown(list: { readonly id: string } | undefined): PortalReply {
  if (list === undefined) return refusal(404, "OBJECT_NOT_FOUND");
  return { status: 200, json: { list: { listId: list.id, processingType: "MANUAL" } } };
}
