import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import type { ObjectKind } from "../../../shared/contracts/change.ts";
import type { Connection, ConnectionKind } from "../../../shared/contracts/connection.ts";
import { hubspotPortal, keyed, salesforceOrg } from "./sample-connections.ts";

/** One source of imports, as the conformance suite asks of each. */
interface ImportSample {
  /** As `PushSample.connect`. */
  connect(sandbox: RunningSandbox, api: string): Promise<Connection>;
  /** The source's own names of what is wanted. */
  readonly properties: Partial<Record<ObjectKind, readonly string[]>>;
  /** How many there are, where the source does not say. */
  readonly size: Partial<Record<ObjectKind, number>>;
  /** A record of each kind that there never was. */
  readonly gone: Readonly<Record<ObjectKind, string>>;
}

/** Of every connector that imports. */
export const importSamples: Partial<Record<ConnectionKind, ImportSample>> = {
  hubspot: {
    connect: hubspotPortal,
    properties: { contact: ["email", "partner_tier"], company: ["name"] },
    size: {},
    gone: { contact: "999", company: "998" },
  },
  salesforce: {
    connect: salesforceOrg,
    properties: {},
    size: {},
    gone: { contact: "003sb0000009999AAA", company: "001sb0000009999AAA" },
  },
  partnerstack: {
    connect: (sandbox, api) =>
      keyed("partnerstack", sandbox.keys.partnerstack, `${api}/partnerstack`),
    properties: {},
    size: { contact: 120 },
    gone: { contact: "part_999999", company: "" },
  },
};
