import type { Change } from "../contracts/change.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import type { Destination, DestinationKind } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { SetupError } from "../runtime/errors.ts";
import type { AttributeWriter } from "./attribute-writer.ts";
import type { ChangeJournal } from "./change-journal.ts";
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
  /** At a shared place: of all destinations there, those that want the record to show them. */
  readonly shows?: readonly ShownSegment[];
}

export type ShownSegment = Pick<Destination, "segmentId" | "shownAs">;

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
  /** Awaited before each request after the first: returns once it may be sent. */
  readonly spend?: () => Promise<void>;
}

/**
 * Pushes desired state; safe to repeat. Of whom no outcome tells, nothing is known yet: they come
 * again with the next call. Throws
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
    spend?: PushRequest["spend"],
  ): Promise<Partial<Pick<Destination, "listId" | "shownAs">>>;
  push(request: PushRequest): Promise<PushOutcome[]>;
  /** What an admin may choose of it; the connection apart. */
  readonly choices?: readonly ChoiceName[];
  /** What of it an admin must give. */
  readonly needs?: "courseId";
  /**
   * Looks at what was chosen before it is stored, and completes it. Throws a `Problem` that points
   * at what cannot be, and otherwise as `push` does.
   */
  choose?(
    wanted: Choice,
  ): Promise<
    Pick<Destination, "listId" | "isChosen" | "statuses" | "field" | "shownAs" | "createsUsers">
  >;
  readonly shared?: SharedPlace;
  /** Reads back who is there; absent where the system cannot say. */
  readonly members?: MembersThere;
}

export type ChoiceName =
  | "url"
  | "courseId"
  | "listId"
  | "statuses"
  | "field"
  | "value"
  | "createsUsers";

/** What an admin chose of a new destination. */
export interface Choice extends Pick<Destination, "object" | "segmentName"> {
  readonly connection: Connection;
  /** A list or campaign of theirs: its id, or its address in the browser. */
  readonly listId: string | undefined;
  readonly statuses: Destination["statuses"];
  readonly field: string | undefined;
  /** What stands for the segment in the field. */
  readonly value: string | undefined;
  readonly createsUsers?: boolean | undefined;
  /** Destinations of the same kind at the same connection. */
  readonly others: readonly Destination[];
}

/** Where a destination is read or taken from: as for a push. */
export type MembersRequest = Pick<PushRequest, "destination" | "connection" | "now" | "spend">;

export interface MembersPage {
  /** Who is in, as `keyOf` names them: those who left but are still listed are not. */
  readonly keys: readonly string[];
  /** Besides, all names of those who go by several: nobody of them is taken for a stranger. */
  readonly alsoKnownAs?: readonly string[];
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
  /** Of a system that named nobody, and may not mean it: what to say where somebody was put in. */
  readonly doubt?: SetupError;
}

/**
 * Who is at a destination, for the sweep that compares it with what is desired. Each call is one
 * request of the budget, safe to repeat, and throws as `push` does.
 */
export interface MembersThere {
  /** How the destination names a record: by its id there, by e-mail; undefined where it cannot. */
  keyOf(record: Pick<PushRecord, "recordId" | "email">): string | undefined;
  /** In an order that stays while members come and go. */
  page(request: MembersRequest, cursor: string | undefined): Promise<MembersPage>;
  /** Absent where the others who are there are never Muster's to remove, as in a course. */
  readonly strangers?: {
    /** False for a place that an admin chose, such as a campaign: others put people there. */
    mayGo(destination: Destination): boolean;
    /** Takes out who is there without ever having been pushed; at most `batchSize`. */
    remove(request: MembersRequest, keys: readonly string[]): Promise<void>;
  };
}

/**
 * Where the destinations of several segments are one value of each record, such as a property
 * that names its segments. They are pushed one at a time, and each write says all that a record
 * is to show, so that no push undoes another's.
 */
export interface SharedPlace {
  /** Fields that only Muster writes, as `Connection.propertyTypes` names them: no attributes. */
  writes(destination: Pick<Destination, "object" | "field">): readonly string[];
  /** Names it within the connection. */
  nameOf(destination: Destination): string;
  /** Whether it shows the segment by a name that it no longer has; `prepare` mends that. */
  isOutdated(destination: Destination): boolean;
  /** Takes back what `prepare` made of it, once no record shows it any more. */
  release(destination: Destination, connection: Connection | undefined): Promise<void>;
}

export interface OAuthTokens {
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since the epoch, by the wall clock. */
  readonly expiresAt: number;
  /** What they allow, where the answer says so. */
  readonly scopes?: readonly string[];
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
  /** What the granted account is: its id, the types of its properties, who granted access, and to what not. */
  account(
    tokens: OAuthTokens,
  ): Promise<
    Pick<Connection, "accountId" | "baseUrl" | "propertyTypes" | "grantedBy" | "missingScopes">
  >;
}

/** How an admin lets Muster into a system that asks for no consent: with a key of its API. */
export interface KeyAccess {
  /** What to give, in a sentence. */
  readonly ask: string;
  /** Where the API lives; absent where each account has an address of its own. */
  readonly address?: string;
  /** Throws as pushing does where the key opens nothing; absent where nothing harmless can be asked. */
  check?(connection: Pick<Connection, "name" | "baseUrl" | "apiKey">): Promise<void>;
}

/** How many requests an account takes. */
export interface RequestLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** What an answer said of the limit, and of what was left of it. `at` by the wall clock, in ms. */
export interface HeardLimit extends RequestLimit {
  readonly remaining: number;
  readonly at: number;
}

/** What a page of the source's own asks by, in the name of one of its users; signed as its webhooks are. */
export interface RecordCard {
  /** The account that the source itself names in the query; undefined where it names none, or several. */
  accountOf(query: URLSearchParams): string | undefined;
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
  readonly key?: KeyAccess;
  readonly imports?: ImportSource;
  /** Of sources that keep their changes for those that they failed to tell. */
  readonly journal?: ChangeJournal;
  /** Of sources whose record pages may show what Muster knows of a record. */
  readonly recordCard?: RecordCard;
  /** Of one connection, whoever sends them. */
  readonly limit?: RequestLimit;
  /** Of systems whose answers tell of the limit: what the last one said to this process. */
  heardLimit?(connection: Connection): HeardLimit | undefined;
  readonly targets: readonly PushTarget[];
  /** Of sources that let their records be written. */
  readonly writeAttributes?: AttributeWriter;
  /** Reads one of the system's own lists as a rule. Throws as pushing does, or a `Problem`. */
  importList?(
    connection: Connection,
    listId: string,
    workspace: ListWorkspace,
  ): Promise<ImportedList>;
}
