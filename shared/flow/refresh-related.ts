import type { FanOutMessage } from "../contracts/related.ts";
import { applyChanges } from "./apply-changes.ts";
import type { FlowContext } from "./context.ts";
import { correlated } from "./correlation.ts";

export type RefreshContext = Pick<FlowContext, "storage" | "index" | "clock" | "queues" | "log">;

const profilesPerPage = 250;
/** Then the message goes on as a new one: a crash repeats at most so much. */
const pagesPerMessage = 4;

/** Refreshes who is associated with one company, a part of the way. */
export async function refreshRelated(
  context: RefreshContext,
  message: FanOutMessage,
): Promise<void> {
  let { targets, after } = message;
  for (let page = 0; page < pagesPerMessage; page += 1) {
    const [target] = targets;
    if (target === undefined) return;
    after = await refreshPage(context, { ...message, target, after });
    if (after === undefined) targets = targets.slice(1);
  }
  if (targets.length === 0) return;
  const body: FanOutMessage = { ...message, targets, after };
  await context.queues.related.send([{ body, group: message.workspaceId }]);
}

interface Page extends Pick<FanOutMessage, "workspaceId" | "object" | "correlationIds"> {
  readonly target: string;
  readonly after: string | undefined;
}

/** Returns where the next page begins; undefined after the last. */
async function refreshPage(context: RefreshContext, page: Page): Promise<string | undefined> {
  const { workspaceId, object, target, correlationIds } = page;
  const { links } = context.storage;
  const found = await links.ids(workspaceId, { target, object }, profilesPerPage, page.after);
  const ids = [...found.ids];
  const { failures, ...applied } = await applyChanges(context, [
    { kind: "refresh", workspaceId, object, ids, of: "companies", ...correlated(correlationIds) },
  ]);
  // Those that were refreshed have nothing left to do when the page is repeated.
  for (const failure of failures.values()) throw failure;
  const { profiles, entered, exited } = applied;
  context.log.info("related profiles refreshed", { profiles, entered, exited });
  return found.after;
}
