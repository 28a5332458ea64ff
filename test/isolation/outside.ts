import { tenants } from "./tenants.ts";
import type { Watch } from "./watch.ts";

/**
 * Systems outside, of both tenants: whose token opens them, theirs is what they answer. What is
 * sent there is looked at like everything else.
 */
export function outsideOf(watch: () => Watch): typeof fetch {
  return async (address, init = {}) => {
    const authorization = new Headers(init.headers).get("authorization") ?? "";
    const url = address instanceof Request ? address.url : String(address);
    watch().piece("a request to the outside", [url, authorization, init.body]);
    const owner = tenants.find((tenant) => authorization.includes(`access-${tenant}`));
    const record = { id: "r1", properties: { firstname: `Ann of ${owner}` }, updatedAt: instant };
    const list = { listId: "9", name: `List of ${owner}`, objectTypeId: "0-1" };
    const body = {
      results: [record],
      list,
      recordsIdsAdded: ["r1"],
      recordIdsRemoved: [],
      recordIdsMissing: [],
    };
    return Response.json(owner === undefined ? {} : body, {
      status: owner === undefined ? 401 : 200,
    });
  };
}

const instant = "2026-11-22T10:00:00Z";
