import type { z } from "zod";
import type { KeyAccess } from "../connectors/connector.ts";
import { mappingObjection } from "../connectors/mapping/check-mapping.ts";
import { readAddress } from "../connectors/outbound.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { WebhookPreset } from "../connectors/webhook/preset.ts";
import { presetOf } from "../connectors/webhook/presets.ts";
import type { Connection } from "../contracts/connection.ts";
import {
  listensByItself,
  type NewConnection,
  newSecret,
  newSecretAddress,
} from "../flow/connect.ts";
import { AuthenticationError, PermanentError } from "../runtime/errors.ts";
import type { NewConnectionBody } from "./connection-schema.ts";
import { checkedAddress, invalid } from "./request-problem.ts";

type Wanted = z.output<typeof NewConnectionBody>;
type SystemPart = Partial<
  Pick<NewConnection, "secrets" | "apiKey" | "baseUrl" | "preset" | "mapping">
>;

/** What a kind of system is given besides its name. Throws 422 for what it lacks or cannot have. */
export function systemOf(wanted: Wanted): SystemPart {
  const { key, webhooks } = connectorOf(wanted.kind);
  if (key) return keyed(wanted, key);
  if (webhooks?.secretAddress) {
    assertWithout(wanted, "baseUrl", "secret", "preset", "mapping");
    return { secrets: [newSecretAddress()] };
  }
  if (listensByItself(wanted.kind)) return listening(wanted);
  assertWithout(wanted, "baseUrl", "secret", "preset", "mapping");
  return {};
}

/** Whether its webhooks come in the provider's own words, and an admin may say what they mean. */
export function takesMapping(kind: Connection["kind"]): boolean {
  return listensByItself(kind) && connectorOf(kind).webhooks?.secretAddress === undefined;
}

/** A mapping that can be used; none for `null`. Throws 422 where it cannot, or has no use here. */
export function readMapping(
  { kind }: Pick<Connection, "kind">,
  mapping: string | null,
): string | undefined {
  if (mapping === null) return undefined;
  if (!takesMapping(kind))
    throw invalid("/mapping", `A connection of kind ${kind} takes no mapping: leave it out.`);
  const objection = mappingObjection(mapping);
  if (objection !== undefined) throw invalid("/mapping", objection);
  return mapping;
}

/** What a new access token makes of a connection. Throws 422 where it takes none. */
export function withSecret(connection: Connection, secret: string | undefined): Connection {
  if (secret === undefined) return connection;
  if (connectorOf(connection.kind).key === undefined)
    throw invalid("/secret", `A connection of kind ${connection.kind} takes no other secret.`);
  const { lastError: _over, ...rest } = connection;
  return { ...rest, apiKey: secret, state: "connected" };
}

/** Throws 422 for a key that the system itself says opens nothing. Silence proves nothing. */
export async function assertOpens(
  kind: Connection["kind"],
  given: Pick<Connection, "name" | "baseUrl" | "apiKey">,
): Promise<void> {
  const { key, label } = connectorOf(kind);
  try {
    await key?.check?.(given);
  } catch (error) {
    if (error instanceof AuthenticationError)
      throw invalid("/secret", `${label} refuses this key. ${key?.ask ?? ""}`);
    if (error instanceof PermanentError) throw invalid("/secret", error.message);
  }
}

/** The same for another key of a connection; also 422 where it takes none. */
export function assertTakes(connection: Connection, secret: string): Promise<void> {
  return assertOpens(connection.kind, withSecret(connection, secret));
}

/** It has an address and a key; where it also tells of changes, a secret address for them. */
function keyed(wanted: Wanted, { ask, address }: KeyAccess): SystemPart {
  assertWithout(wanted, "preset", "mapping");
  if (wanted.secret === undefined) throw invalid("/secret", ask);
  const baseUrl = checkedAddress("/baseUrl", wanted.baseUrl ?? address, readAddress);
  const isTold = connectorOf(wanted.kind).webhooks?.secretAddress !== undefined;
  return { baseUrl, apiKey: wanted.secret, ...(isTold ? { secrets: [newSecretAddress()] } : {}) };
}

function listening(wanted: Wanted): SystemPart {
  assertWithout(wanted, "baseUrl", ...(wanted.preset === undefined ? ["secret" as const] : []));
  const { kind, preset, mapping, secret } = wanted;
  return {
    secrets: [secretOf(presetOf(wanted), secret)],
    ...(preset === undefined ? {} : { preset }),
    ...(mapping === undefined ? {} : { mapping: readMapping({ kind }, mapping) ?? mapping }),
  };
}

const shortestSecret = 8;

function secretOf({ authentication, label }: WebhookPreset, given: string | undefined): string {
  if (authentication.kind === "secret-address") {
    if (given === undefined) return newSecretAddress();
    throw invalid("/secret", `${label} signs nothing: leave the secret out.`);
  }
  if (given !== undefined && given.length < shortestSecret)
    throw invalid("/secret", `A secret has at least ${shortestSecret} characters.`);
  if (given !== undefined) return given;
  if (authentication.secretOf === "us") return newSecret();
  throw invalid("/secret", `Give the secret that ${label} signs with.`);
}

function assertWithout(
  wanted: Wanted,
  ...members: readonly ("baseUrl" | "secret" | "preset" | "mapping")[]
): void {
  const idle = members.find((member) => wanted[member] !== undefined);
  if (idle !== undefined)
    throw invalid(
      `/${idle}`,
      `A connection of kind ${wanted.kind} takes no ${idle}: leave it out.`,
    );
}
