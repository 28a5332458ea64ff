import { identitiesOf } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import type { RefusedWebhook } from "../storage/refused-webhooks.ts";
import type { FlowContext } from "./context.ts";
import { bodyOf } from "./refuse-webhook.ts";

const perPage = 100;
/** Shorter ids are found in any text. */
const shortestId = 6;

export interface RefusedAbout {
  readonly connectionId: string;
  readonly webhook: RefusedWebhook;
  readonly text: string;
}

/** Kept webhooks of all connections that name a profile by an e-mail or a record's id. */
export async function* refusedAbout(
  { storage }: Pick<FlowContext, "storage">,
  profile: Profile,
): AsyncGenerator<RefusedAbout> {
  const { workspaceId } = profile;
  const names = identitiesOf(profile)
    .map(({ id }) => id.toLowerCase())
    .filter((id) => id.length >= shortestId);
  if (names.length === 0) return;
  for (const { id: connectionId } of await storage.connections.all(workspaceId)) {
    let after: string | undefined;
    do {
      const kept = storage.refusedWebhooks;
      const page = await kept.page(workspaceId, connectionId, perPage, after);
      for (const webhook of page.items) {
        const text = Buffer.from(bodyOf(webhook)).toString("utf8");
        if (names.some((name) => text.toLowerCase().includes(name)))
          yield { connectionId, webhook, text };
      }
      after = page.after;
    } while (after !== undefined);
  }
}
