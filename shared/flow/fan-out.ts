import type { ObjectKind } from "../contracts/change.ts";
import type { FanOutMessage, RefreshMessage, Surroundings } from "../contracts/related.ts";
import type { FlowContext } from "./context.ts";
import { correlated } from "./correlation.ts";

type FanOutContext = Pick<FlowContext, "storage" | "queues" | "correlationIds">;

/** Up to here the profiles are named to the queue of changes; more go page by page in their own lane. */
const namedAtOnce = 1_000;

const idsPerMessage = 25;

/** Profiles of one kind that are associated with one of these records of a company. */
export interface Audience {
  readonly workspaceId: string;
  readonly object: ObjectKind;
  readonly targets: readonly string[];
}

/** Has everybody in the audience look at the company again. */
export async function fanOut(context: FanOutContext, audience: Audience): Promise<void> {
  const { workspaceId, object, targets } = audience;
  const ids = new Set<string>();
  for (const target of targets) {
    const of = { target, object };
    let after: string | undefined;
    do {
      const room = namedAtOnce + 1 - ids.size;
      const page = await context.storage.links.ids(workspaceId, of, room, after);
      for (const id of page.ids) ids.add(id);
      after = page.after;
    } while (after !== undefined && ids.size <= namedAtOnce);
    if (ids.size > namedAtOnce) {
      const of = { workspaceId, object, targets: [...targets] };
      const body: FanOutMessage = { ...of, ...correlated(context.correlationIds) };
      await context.queues.related.send([{ body, group: workspaceId }]);
      return;
    }
  }
  await refresh(context, { workspaceId, object, of: "companies" }, [...ids]);
}

/** Has the named profiles look around again, together with the changes that wait. */
export async function refresh(
  context: Pick<FlowContext, "queues" | "correlationIds">,
  what: { readonly workspaceId: string; readonly object: ObjectKind; readonly of: Surroundings },
  ids: readonly string[],
): Promise<void> {
  const messages: RefreshMessage[] = [];
  const by = correlated(context.correlationIds);
  for (let start = 0; start < ids.length; start += idsPerMessage)
    messages.push({
      kind: "refresh",
      ...what,
      ...by,
      ids: ids.slice(start, start + idsPerMessage),
    });
  await context.queues.changes.send(messages.map((body) => ({ body, group: what.workspaceId })));
}
