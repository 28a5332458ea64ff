import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import type { PushRecord } from "../../../shared/connectors/connector.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import type { Destination, DestinationKind } from "../../../shared/contracts/destination.ts";
import { hubspotPortal, keyed, salesforceOrg } from "./sample-connections.ts";

type Names = Partial<Pick<PushRecord, "recordId" | "email">>;

/** One kind of destination, as the conformance suite asks of each. */
export interface PushSample {
  /** A connection that has access; calls of its API go to `api` instead of the system. */
  connect(sandbox: RunningSandbox, api: string): Promise<Connection | undefined>;
  /** What an admin chose of it. */
  readonly chosen?: Partial<Destination> | ((api: string) => Partial<Destination>);
  /** Several whom the system knows, or makes known. */
  known(count: number): Names[];
  /** Somebody it cannot take in, and what it says. */
  readonly refused?: { readonly names: Names; readonly reason: RegExp };
  /** What comes next after a 401 and a 403, or the state of each record. */
  readonly denied: Readonly<Record<401 | 403, string>>;
}

/** The connection needs a person; or what was asked is not allowed. */
const denied = { 401: "reconnect", 403: "park" } as const;

export const pushSamples: Readonly<Record<DestinationKind, PushSample>> = {
  "hubspot-list": {
    connect: hubspotPortal,
    known: (count) => numbered(count, (index) => ({ recordId: String(40_001 + index) })),
    refused: { names: { recordId: "999" }, reason: /no record 999/ },
    denied,
  },
  "hubspot-property": {
    connect: hubspotPortal,
    known: (count) => numbered(count, (index) => ({ recordId: String(40_001 + index) })),
    refused: { names: { recordId: "999" }, reason: /999|not found|deleted/i },
    denied,
  },
  "salesforce-campaign": {
    connect: salesforceOrg,
    known: salesforceContacts,
    refused: { names: { recordId: "003sb0000009999AAA" }, reason: /Salesforce/ },
    denied,
  },
  "salesforce-field": {
    connect: salesforceOrg,
    chosen: { field: "Active__c" },
    known: salesforceContacts,
    refused: { names: { recordId: "003sb0000009999AAA" }, reason: /Salesforce/ },
    denied,
  },
  course: {
    connect: (sandbox, api) => keyed("lms", sandbox.keys.lms, `${api}/lms`),
    chosen: { courseId: "recertification" },
    known: addresses,
    denied,
  },
  webhook: {
    connect: async () => undefined,
    chosen: (api) => ({ url: `${api}/hook`, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }),
    known: addresses,
    // There is no connection: the receiver refuses each by itself.
    denied: { 401: "refused", 403: "refused" },
  },
  "klaviyo-list": {
    connect: (sandbox, api) => keyed("klaviyo", sandbox.keys.klaviyo, `${api}/klaviyo`),
    known: addresses,
    refused: { names: { email: "no address" }, reason: /Invalid email address/ },
    denied,
  },
  "activecampaign-tag": {
    connect: (sandbox, api) =>
      keyed("activecampaign", sandbox.keys.activecampaign, `${api}/activecampaign`),
    known: addresses,
    refused: { names: { email: "no address" }, reason: /Email Address is not valid/ },
    // Keys that open nothing are answered so.
    denied: { ...denied, 403: "reconnect" },
  },
  "partnerstack-tag": {
    connect: (sandbox, api) =>
      keyed("partnerstack", sandbox.keys.partnerstack, `${api}/partnerstack`),
    known: (count) =>
      numbered(count, (index) => ({ recordId: `part_${String(index + 1).padStart(6, "0")}` })),
    refused: { names: { recordId: "part_999999" }, reason: /no partnership part_999999/ },
    denied,
  },
  "thinkific-course": {
    connect: (sandbox, api) => keyed("thinkific", sandbox.keys.thinkific, `${api}/thinkific`),
    chosen: { courseId: "101" },
    known: addresses,
    refused: { names: { email: "no address" }, reason: /email is invalid/ },
    denied,
  },
  "teachable-course": {
    connect: (sandbox, api) => keyed("teachable", sandbox.keys.teachable, `${api}/teachable`),
    chosen: { courseId: "101" },
    known: addresses,
    refused: { names: { email: "no address" }, reason: /email is invalid/ },
    denied,
  },
  "scim-group": {
    connect: (sandbox, api) => keyed("scim", sandbox.keys.scim, `${api}/scim-directory`),
    chosen: { createsUsers: true },
    known: addresses,
    refused: { names: { email: "no address" }, reason: /no e-mail address/ },
    denied,
  },
};

function numbered(count: number, name: (index: number) => Names): Names[] {
  return Array.from({ length: count }, (_, index) => name(index));
}

function addresses(count: number): Names[] {
  return numbered(count, (index) => ({ email: `person${index}@acme.test` }));
}

function salesforceContacts(count: number): Names[] {
  return numbered(count, (index) => ({
    recordId: `003sb${String(index + 2).padStart(10, "0")}AAA`,
  }));
}
