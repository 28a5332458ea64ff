import { portalId } from "../../infra/local/sandbox/crm.ts";
import { connectorOf } from "../../shared/connectors/registry.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import { ImportJob, ImportMessage } from "../../shared/contracts/import.ts";
import { addConnection } from "../../shared/flow/connect.ts";
import { acceptGrant, awaitGrant } from "../../shared/flow/grant-access.ts";
import { importRecords } from "../../shared/flow/import-records.ts";
import type { ImportContext } from "../../shared/flow/import-walk.ts";
import type { World } from "./world.ts";

const redirectUrl = "http://127.0.0.1:4400/oauth/hubspot/callback";

/** Grants access at the sandbox that the environment names; the import then waits in its queue. */
export async function connectPortal(world: World, asked?: Connection): Promise<Connection> {
  const { context, storage, workspaceId } = world;
  const { oauth } = connectorOf("hubspot");
  if (oauth === undefined) throw new Error("HubSpot grants nothing.");
  const waiting =
    asked ??
    (await addConnection(context, {
      workspaceId,
      kind: "hubspot",
      name: "CRM",
      state: "awaiting-grant",
    }));
  const page = await awaitGrant(context, waiting, oauth, redirectUrl);
  const consent = await fetch(page, { redirect: "manual" });
  const back = new URL(consent.headers.get("location") ?? "");
  const grant = await storage.oauthStates.take(back.searchParams.get("state") ?? "");
  if (grant === undefined) throw new Error("The state was not kept.");
  const code = back.searchParams.get("code") ?? "";
  // The sandbox is one portal, and every test has a workspace of its own.
  if (asked === undefined) await storage.connections.forget(`hubspot:${portalId}`);
  return acceptGrant(context, waiting, oauth, { code, redirectUrl, verifier: grant.verifier });
}

/** Works on the import's next message, if there is one. */
export async function importTurn(
  world: World,
  context: ImportContext = world.context,
): Promise<boolean> {
  const [body] = world.imports.messages.splice(0, 1).map((message) => message.body);
  if (body === undefined) return false;
  await importRecords(context, ImportMessage.parse(body));
  return true;
}

/** Imports until nothing is left to do, as late as that is asked for; what came in waits to be applied. */
export async function importTurns(world: World): Promise<ImportJob> {
  do world.now += (world.imports.messages[0]?.delaySeconds ?? 0) * 1_000;
  while (await importTurn(world));
  const [connection] = await world.storage.connections.all(world.workspaceId);
  return ImportJob.parse(await world.storage.imports.get(world.workspaceId, connection?.id ?? ""));
}
