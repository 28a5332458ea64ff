import type { z } from "zod";
import { connectorOf } from "../connectors/registry.ts";
import { mappingOf } from "../connectors/webhook/inbound.ts";
import { presetOf } from "../connectors/webhook/presets.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { listensByItself } from "../flow/connect.ts";
import { limitInUse } from "../flow/spend-request.ts";
import type { Call } from "./call.ts";
import { remedyOf } from "./connection-remedy.ts";
import type { ConnectionView, MadeConnection } from "./connection-schema.ts";
import { viewDestination } from "./destinations.ts";
import { viewImport } from "./import-view.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import { takesMapping } from "./new-connection.ts";
import { viewJournal, viewSourceSweep } from "./source-sweep-view.ts";

export async function viewCounted(call: Call, connection: Connection) {
  const { workspaceId, id } = connection;
  const found = await call.context.storage.counters.get(workspaceId, id);
  const { lastReceivedAt, ...counted } = found ?? noCounts;
  const at = lastReceivedAt === undefined ? {} : { lastReceivedAt: iso(lastReceivedAt) };
  const job = await call.context.storage.imports.get(workspaceId, id);
  return {
    ...viewConnection(call, connection),
    counters: { ...counted, ...at },
    import: job && viewImport(job),
    lastSweep: viewSourceSweep(job),
    journal: viewJournal(await call.context.storage.journals.get(workspaceId, id)),
  };
}

/** With the destinations behind it, which of them do not work, and how busy it is. */
export async function viewWhole(call: Call, connection: Connection) {
  const all = await call.context.storage.destinations.all(call.workspaceId);
  const own = all.filter(
    ({ connectionId, state }) => connectionId === connection.id && state !== "removed",
  );
  const failing = own.flatMap(({ state, segmentId, id, lastError }) => {
    if (state !== "failing" || lastError === undefined) return [];
    const { message, remedy } = lastError;
    return [{ segmentId, destinationId: id, message, remedy }];
  });
  const limit = await limitInUse(call.context, connection);
  return {
    ...(await viewCounted(call, connection)),
    failing: failing.length === 0 ? undefined : failing,
    destinations: own.length === 0 ? undefined : own.map(viewNamed),
    limit: limit && { ...limit, pausedUntil: isoOrAbsent(limit.pausedUntil) },
  };
}

function viewNamed(destination: Destination) {
  return { ...viewDestination(destination), segment: destination.segmentName };
}

const noCounts = {
  webhooks: 0,
  events: 0,
  ignored: 0,
  changes: 0,
  refused: 0,
  lastReceivedAt: undefined,
};

export function viewConnection(call: Call, connection: Connection): z.input<typeof ConnectionView> {
  const { id, kind, name, state, accountId, baseUrl, rank, lastError, preset } = connection;
  return {
    id,
    kind,
    label: connectorOf(kind).label,
    name,
    state,
    accountId,
    baseUrl,
    rank,
    preset,
    mapping: takesMapping(kind) ? mappingOf(connection) : undefined,
    url: listensByItself(kind) ? addressOf(call, connection, "…") : undefined,
    createdAt: iso(connection.createdAt),
    grant:
      connection.grantedAt === undefined
        ? undefined
        : { at: iso(connection.grantedAt), by: connection.grantedBy },
    remedy: remedyOf(connection),
    uncounted:
      connection.uncounted &&
      Object.entries(connection.uncounted).map(([records, at]) => ({ records, at: iso(at) })),
    missingScopes: connection.missingScopes?.length ? connection.missingScopes : undefined,
    lastError: lastError && { ...lastError, at: iso(lastError.at) },
  };
}

/** With its secrets: shown once. A secret that the admin gave is not repeated. */
export function viewMade(call: Call, connection: Connection): z.input<typeof MadeConnection> {
  const view = viewConnection(call, connection);
  if (!listensByItself(connection.kind)) return view;
  const [secret] = connection.secrets;
  const { secretAddress } = connectorOf(connection.kind).webhooks ?? {};
  if (secretAddress)
    return { ...view, url: addressOf(call, connection, secret ?? ""), setup: secretAddress.setup };
  const { authentication, setup } = presetOf(connection);
  return {
    ...view,
    url: addressOf(call, connection, secret ?? ""),
    setup,
    secret:
      authentication.kind === "secret-address" || authentication.secretOf === "provider"
        ? undefined
        : secret,
  };
}

function addressOf({ context }: Call, connection: Connection, secretPart: string): string {
  const hooks = `${context.publicUrl()}/hooks`;
  if (connectorOf(connection.kind).webhooks?.secretAddress)
    return `${hooks}/${connection.kind}/${connection.id}/${secretPart}`;
  const address = `${hooks}/${connection.id}`;
  const isSecret = presetOf(connection).authentication.kind === "secret-address";
  return isSecret ? `${address}/${secretPart}` : address;
}
