import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../../shared/contracts/connection.ts";
import type { RenewContext } from "../../shared/flow/renew-tokens.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import {
  type RecordingServer,
  type Reply,
  recordingServer,
} from "../connectors/recording-server.ts";
import type { World } from "./world.ts";

/** A token endpoint that hands out one access token after the other. */
export interface Granter extends RecordingServer {
  /** Exchanges it was asked for. */
  exchanges(): number;
  /** Replaces every refresh token with the next one, and takes the old one no more. */
  rotates: boolean;
  /** Instead of tokens. */
  failure: Reply | undefined;
  /** Called while an exchange is under way. */
  during: () => Promise<void>;
}

export const invalidGrant: Reply = { status: 400, json: { error: "invalid_grant" } };

export async function granter(): Promise<Granter> {
  let valid = "refresh-0";
  let given = 0;
  const server = await recordingServer(async ({ path, body }): Promise<Reply> => {
    if (!path.includes("token")) return { status: 404 };
    const form = new URLSearchParams(body);
    await state.during();
    if (state.failure !== undefined) return state.failure;
    if (form.get("refresh_token") !== valid) return invalidGrant;
    given += 1;
    if (state.rotates) valid = `refresh-${given}`;
    const json = { access_token: `access-${given}`, refresh_token: valid, expires_in: 1_800 };
    return { status: 200, json };
  });
  const state: Granter = {
    ...server,
    rotates: false,
    failure: undefined,
    // Long enough for everybody else to come meanwhile.
    during: () => pause(50),
    exchanges: () => server.requests.filter(({ path }) => path.endsWith("/token")).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  process.env["HUBSPOT_API_URL"] = server.url;
  process.env["HUBSPOT_CLIENT_ID"] = "app";
  process.env["HUBSPOT_CLIENT_SECRET"] = "app-secret";
  return state;
}

/** A connection whose access token has run out, unless `tokens` says otherwise. */
export function expired(here: World, tokens: Partial<NonNullable<Connection["tokens"]>> = {}) {
  return here.storage.connections.write({
    workspaceId: here.workspaceId,
    id: "crm",
    kind: "hubspot",
    name: "Portal",
    state: "connected",
    rank: 1,
    createdAt: 0,
    secrets: [],
    propertyTypes: {},
    tokens: { access: "access-0", refresh: "refresh-0", expiresAt: 0, ...tokens },
    revision: 0,
  });
}

/** What another worker has: the same database, and nothing else in common. */
export function anotherWorker({ context }: World): RenewContext {
  const storage = openStorage({ profiles: "profiles", views: "views", registry: "registry" });
  return { storage, clock: context.clock };
}

export function stored(here: World): Promise<Connection | undefined> {
  return here.storage.connections.get(here.workspaceId, "crm");
}
