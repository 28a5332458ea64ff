import type {
  AccountEvents,
  Acknowledgement,
  Connector,
  InboundWebhooks,
  WebhookRequest,
  WebhookSource,
} from "../connectors/connector.ts";
import { inboundOf } from "../connectors/inbound.ts";
import { connectors } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { Problem } from "../runtime/errors.ts";
import { assertStorable } from "./assert-storable.ts";
import type { FlowContext } from "./context.ts";
import { countWebhook, newestOf } from "./count-webhooks.ts";
import { enqueueChanges } from "./enqueue-changes.ts";
import { refuseWebhook } from "./refuse-webhook.ts";
import { connectionAt } from "./remembered-connections.ts";
import { askForMerged } from "./reread-merged.ts";

export type AcceptContext = Pick<
  FlowContext,
  "storage" | "queues" | "clock" | "log" | "correlationIds"
>;

export interface Accepted {
  /** 202 to a source that has its own address, 204 to one that shares its app's, 200 with an answer. */
  readonly status: 200 | 202 | 204;
  readonly changes: number;
  readonly acknowledgement?: Acknowledgement;
}

export const webhookBytes = 2 * 1024 * 1024;

/**
 * Verifies the raw bytes, then parses, then stores: once this returns, nothing is lost.
 * `address` is what follows `/hooks/`: a connection's id, or the kind of a source whose app
 * has one address for all accounts. What a mapping cannot read is kept with its reason and
 * accepted all the same: the provider could only repeat it, and would give up in the end.
 */
export async function acceptWebhook(
  context: AcceptContext,
  address: string,
  request: WebhookRequest,
): Promise<Accepted> {
  if (request.body.byteLength > webhookBytes)
    throw new Problem(
      413,
      "Webhook too large",
      `A webhook may have ${webhookBytes} bytes; send several.`,
    );
  const app = Object.values(connectors).find(
    (each) => each.kind === address && each.webhooks?.appSecrets,
  );
  return app?.webhooks === undefined
    ? acceptForConnection(context, address, request)
    : acceptForApp(context, app, app.webhooks, request);
}

async function acceptForConnection(
  context: AcceptContext,
  address: string,
  request: WebhookRequest,
): Promise<Accepted> {
  const connection = await connectionAt(context, `hook:${connectionIn(address)}`);
  const inbound = connection && inboundOf(connection);
  if (connection === undefined || connection.state === "removed" || inbound === undefined)
    throw new Problem(404, "Unknown connection", "No connection listens at this address.");
  // By the wall clock: senders do not travel in time.
  if (!inbound.verify(request, connection.secrets, Date.now()))
    throw notVerified(inbound.unverified);
  const receivedAt = context.clock.now();
  try {
    const taken = await takeWebhook(context, connection, inbound, request.body, receivedAt);
    await countWebhook(context, connection, taken);
    const { changes } = taken;
    const { acknowledgement } = inbound;
    return acknowledgement === undefined
      ? { status: 202, changes }
      : { status: 200, changes, acknowledgement };
  } catch (problem) {
    if (!inbound.keepsUnreadable || !(problem instanceof Problem)) throw problem;
    await refuseWebhook(context, connection, request.body, receivedAt, problem);
    await countWebhook(context, connection, { parsed: [], changes: 0, refused: true });
    return { status: 202, changes: 0 };
  }
}

/** The kind may stand before it, and a secret part behind it, where a provider signs nothing. */
function connectionIn(address: string): string {
  const [first = "", second = ""] = address.split("/");
  return Object.hasOwn(connectors, first) ? second : first;
}

/** Parses and enqueues. Throws a `Problem` before anything is enqueued. */
export async function takeWebhook(
  context: AcceptContext,
  connection: Connection,
  inbound: InboundWebhooks,
  body: Uint8Array,
  receivedAt: number,
): Promise<{ parsed: readonly AccountEvents[] } & Enqueued> {
  const parsed = await inbound.parse(body, receivedAt);
  for (const { accountId } of parsed) assertOwn(connection, accountId);
  for (const events of parsed) events.changes(connection).forEach(assertStorable);
  return { parsed, ...(await enqueue(context, connection, parsed)) };
}

function assertOwn(connection: Connection, accountId: string | undefined): void {
  if (accountId === undefined || accountId === connection.accountId) return;
  throw new Problem(
    401,
    "Another account",
    `These are events of ${accountId}; ${connection.name} is connected to ${connection.accountId ?? "no account yet"}.`,
  );
}

async function acceptForApp(
  context: AcceptContext,
  app: Connector,
  source: WebhookSource,
  request: WebhookRequest,
): Promise<Accepted> {
  if (!source.verify(request, source.appSecrets?.() ?? [], Date.now()))
    throw notVerified(
      "The signature does not fit the body, or its timestamp is more than five minutes off.",
    );
  let changes = 0;
  for (const events of source.parse(request.body, context.clock.now())) {
    const connection = await connectionAt(context, `${app.kind}:${events.accountId ?? ""}`);
    if (connection === undefined || connection.state === "removed") {
      context.log.warn("webhook of an account that is not connected", {
        connector: app.kind,
        account: events.accountId,
        events: events.eventCount,
      });
      continue;
    }
    const own = await enqueue(context, connection, [events]);
    await countWebhook(context, connection, { parsed: [events], ...own });
    changes += own.changes;
  }
  return { status: 204, changes };
}

function notVerified(detail: string): Problem {
  return new Problem(401, "Signature not accepted", detail);
}

interface Enqueued {
  readonly changes: number;
  /** Of the newest of them, as the source says, in milliseconds. */
  readonly newestAt: number | undefined;
}

async function enqueue(
  context: AcceptContext,
  connection: Connection,
  parsed: readonly AccountEvents[],
): Promise<Enqueued> {
  const changes = parsed.flatMap((events) => events.changes(connection));
  await enqueueChanges(context, connection, changes, "webhooks");
  await askForMerged(context, connection, changes);
  return { changes: changes.length, newestAt: newestOf(changes) };
}
