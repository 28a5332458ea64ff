import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { renewTokens } from "./renew-tokens.ts";

/** Sources let a grant lapse that is not used for 30 days: this leaves three weeks to try. */
const idleMs = 7 * 86_400_000;

type KeepContext = Pick<FlowContext, "storage" | "clock" | "log">;

/**
 * Renews the access that nobody used for a week; what fails for a passing reason is tried again
 * the next day. How many were renewed, and how many could not be.
 */
export async function keepAccess(
  context: KeepContext,
): Promise<{ renewed: number; failed: number }> {
  const idle = await context.storage.renewals.idleSince(Date.now() - idleMs);
  const counts = { renewed: 0, failed: 0 };
  for (const { workspaceId, connectionId } of idle) {
    const connection = await context.storage.connections.get(workspaceId, connectionId);
    if (connection?.state !== "connected") continue;
    const outcome = await renewedOrNot(context, connection);
    if (outcome !== undefined) counts[outcome] += 1;
  }
  return counts;
}

async function renewedOrNot(
  context: KeepContext,
  connection: Connection,
): Promise<"renewed" | "failed" | undefined> {
  const { oauth } = connectorOf(connection.kind);
  if (oauth === undefined) return undefined;
  const { id, tokens: idle } = connection;
  try {
    await renewTokens(context, connection, oauth, ({ tokens }) => tokens?.access !== idle?.access);
    return "renewed";
  } catch (error) {
    // A grant that is gone is a person's to give again, and the connection says so by now.
    if (error instanceof AuthenticationError) return undefined;
    context.log.error("idle access not renewed", error, { connection: id });
    return "failed";
  }
}
