import type { Change } from "../contracts/change.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import type { Destination, DestinationKind } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { EventSource } from "./event-source.ts";
import type { ImportSource } from "./import-source.ts";
import type { ImportedList, ListWorkspace } from "./list-import.ts";

/** A webhook as it arrived: raw bytes, public address, lower-cased header names. */
export interface WebhookRequest {
  readonly method: string;
  /** The full public URI the sender called, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The part of a webhook that belongs to one account of the source. */
export interface AccountEvents {
  /** The source's own account id; absent where the address names the connection. */
  readonly accountId: string | undefined;
  readonly eventCount: number;
  /** Events of kinds Muster does not follow: accepted, counted, and otherwise left alone. */
  readonly ignoredCount: number;
  /** Throws a `Problem` that names the place. */
  changes(connection: Pick<Connection, "propertyTypes">): Change[];
}

export interface WebhookSource {
  /**
   * The app's own secrets, where one address serves all accounts of the source. Events of
   * an account that is not connected are then counted and accepted: refusing them would only
   * make the source repeat them.
   */
  readonly appSecrets?: () => readonly string[];
  /** Constant time, raw bytes; false for a wrong signature or a stale timestamp. `wallClock` in ms. */
  verify(request: WebhookRequest, secrets: readonly string[], wallClock: number): boolean;
  /** Throws a `Problem` (400 malformed, 422 in the future) that names the place. `now` in ms. */
  parse(body: Uint8Array, now: number): AccountEvents[];
  /** Where the source signs nothing: the address ends in a secret part, and this is to be done with it. */
  readonly secretAddress?: { readonly setup: string };
  readonly acknowledgement?: Acknowledgement;
}

/** What a sender waits for that takes no other answer as an acceptance. */
export interface Acknowledgement {
  readonly contentType: string;
  readonly body: string;
}

/** The webhooks of one connection: how they prove where they come from, and what they say. */
export interface InboundWebhooks {
  /** As `WebhookSource.verify`. */
  verify(request: WebhookRequest, secrets: readonly string[], wallClock: number): boolean;
  /** What is wrong with a webhook that `verify` does not believe, in a sentence. */
  readonly unverified: string;
  /** Throws a `Problem` that names the place. `receivedAt` in ms. */
  parse(body: Uint8Array, receivedAt: number): AccountEvents[] | Promise<AccountEvents[]>;
  /**
   * The sender speaks its own language and cannot do better when told: what cannot be read
   * is kept for the admin who can, and accepted.
   */
  readonly keepsUnreadable: boolean;
  readonly acknowledgement?: Acknowledgement | undefined;
}

/** One profile that is to be in, or out, at a destination. */
export interface PushRecord {
  readonly profileId: string;
  /** The profile's id at the destination's connection, where it has one. */
  readonly recordId: string | undefined;
  readonly email: string | undefined;
  /** The event that asked for it; what a signed webhook carries. */
  readonly event: MembershipEvent;
}

export type PushOutcome =
  | { readonly profileId: string; readonly state: "confirmed" }
  | { readonly profileId: string; readonly state: "refused"; readonly reason: string };

export interface PushRequest {
  readonly destination: Destination;
  readonly connection: Connection | undefined;
  readonly add: readonly PushRecord[];
  readonly remove: readonly PushRecord[];
  /** Milliseconds since the epoch, by Muster's clock. */
  readonly now: number;
}

/**
 * Pushes desired state; safe to repeat. Outcomes cover every record given. Throws
 * `RetryableError`, `RateLimitedError`, `AuthenticationError` or `PermanentError` when
 * the call as a whole failed: then nothing counts as confirmed.
 */
export interface PushTarget {
  readonly kind: DestinationKind;
  /** Records a call may carry, additions and removals together. */
  readonly batchSize: number;
  /** Makes what the destination needs (a list) and returns what to remember of it. */
  prepare(
    destination: Destination,
    connection: Connection | undefined,
  ): Promise<Partial<Pick<Destination, "listId">>>;
  push(request: PushRequest): Promise<PushOutcome[]>;
}

export interface OAuthTokens {
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since the epoch, by the wall clock. */
  readonly expiresAt: number;
}

/** The authorisation-code flow with PKCE, RFC 7636: `challenge` is the S256 of `verifier`. */
export interface OAuthFlow {
  /** Where the admin grants access. */
  authorizeUrl(state: string, redirectUrl: string, challenge: string): string;
  exchange(code: string, redirectUrl: string, verifier: string): Promise<OAuthTokens>;
  /**
   * New tokens; the refresh token may be a new one, and the old one void. Throws
   * `AuthenticationError` only where the source says that the grant itself is gone.
   */
  refresh(refreshToken: string): Promise<OAuthTokens>;
  /** What the granted account is: its id, the types of its properties, who granted access. */
  account(
    tokens: OAuthTokens,
  ): Promise<Pick<Connection, "accountId" | "baseUrl" | "propertyTypes" | "grantedBy">>;
}

/** How many requests an account takes. */
export interface RequestLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** One outside system, declared whole. Registered by one line in `registry.ts`. */
export interface Connector {
  readonly kind: ConnectionKind;
  readonly label: string;
  /** API versions in use, each beside its document's URL. */
  readonly versions: readonly { readonly api: string; readonly document: string }[];
  readonly webhooks?: WebhookSource;
  /** Of sources that also, or instead, put their changes on a bus. */
  readonly events?: EventSource;
  readonly oauth?: OAuthFlow;
  readonly imports?: ImportSource;
  /** Of one connection, whoever sends them. */
  readonly limit?: RequestLimit;
  readonly targets: readonly PushTarget[];
  /** Reads one of the system's own lists as a rule. Throws as pushing does, or a `Problem`. */
  importList?(
    connection: Connection,
    listId: string,
    workspace: ListWorkspace,
  ): Promise<ImportedList>;
}
