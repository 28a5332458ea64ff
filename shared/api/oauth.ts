import { z } from "zod";
import type { OAuthFlow } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import { acceptGrant, noteGrantFailure } from "../flow/grant-access.ts";
import { Problem } from "../runtime/errors.ts";
import type { ApiContext } from "./call.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

/** Where a system sends the admin back to. */
export function grantCallback(
  { publicUrl }: Pick<ApiContext, "publicUrl">,
  kind: ConnectionKind,
): string {
  return `${publicUrl()}/oauth/${kind}/callback`;
}

export const getGrant = route({
  method: "GET",
  path: "/oauth/{kind}/callback",
  tag: "Connections",
  status: 302,
  open: true,
  problems: [400, 409],
  summary: "Where a system sends the admin back to after the grant",
  input: {
    params: z.object({ kind: z.string() }),
    query: z.object({
      code: z.string().optional(),
      state: z.string().optional(),
      error: z.string().optional(),
    }),
  },
  output: z.undefined(),
  async handle({ params, query: { code, state, error } }, { context, headers }) {
    const { kind, label, oauth } = grantingConnector(params.kind);
    const waiting = state === undefined ? undefined : await context.storage.oauthStates.take(state);
    if (waiting === undefined)
      throw new Problem(
        400,
        "Grant not accepted",
        "This link has been used or is older than ten minutes: start again from Muster.",
      );
    const { workspaceId, connectionId, verifier } = waiting;
    const connection = await context.storage.connections.get(workspaceId, connectionId);
    if (connection === undefined || connection.kind !== kind || connection.state === "removed")
      throw new Problem(400, "Grant not accepted", "The connection this was for is gone.");
    try {
      const redirectUrl = grantCallback(context, kind);
      if (code === undefined || error !== undefined) throw await denied(context, connection, label);
      const connected = await acceptGrant(context, connection, oauth, {
        code,
        redirectUrl,
        verifier,
      });
      return goOn(context, connected.id, "accepted");
    } catch (problem) {
      if (!(problem instanceof Problem) || !headers["accept"]?.includes("text/html")) throw problem;
      return goOn(context, connectionId, problem.title.toLowerCase().replaceAll(" ", "-"));
    }
  },
});

/** To the connection's page of the console, which says what came of it. */
function goOn({ consoleUrl }: ApiContext, connectionId: string, outcome: string) {
  const page = new URL(`connections/${connectionId}`, consoleUrl());
  page.searchParams.set("grant", outcome);
  return { body: undefined, headers: { location: page.href } };
}

async function denied(
  context: ApiContext,
  connection: Connection,
  label: string,
): Promise<Problem> {
  const problem = new Problem(
    400,
    "Access not granted",
    `${label} says that access was not granted: let somebody grant it who administers the account there.`,
  );
  await noteGrantFailure(context, connection, problem);
  return problem;
}

interface Granting {
  readonly kind: ConnectionKind;
  readonly label: string;
  readonly oauth: OAuthFlow;
}

function grantingConnector(kind: string): Granting {
  const found = Object.values(connectors).find((each) => each.kind === kind);
  if (found?.oauth === undefined) throw notFound(`There is nothing at /oauth/${kind}.`);
  return { kind: found.kind, label: found.label, oauth: found.oauth };
}
