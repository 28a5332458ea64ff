import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../shared/connectors/connector.ts";
import { connectorOf, connectorServing, targetOf } from "../../shared/connectors/registry.ts";
import { Change } from "../../shared/contracts/change.ts";
import { type ConnectionKind, connectionKinds } from "../../shared/contracts/connection.ts";
import {
  type Destination,
  type DestinationKind,
  destinationKinds,
} from "../../shared/contracts/destination.ts";
import {
  AuthenticationError,
  MusterError,
  Problem,
  RateLimitedError,
  RetryableError,
} from "../../shared/runtime/errors.ts";
import { type RecordedRequest, type Reply, recordingServer } from "./recording-server.ts";
import {
  bytes,
  now,
  sampleConnection,
  sampleDestination,
  samplePush,
  webhookRequest,
} from "./samples.ts";

/** How the vendor's own tools sign, and one body it would send. */
interface InboundSample {
  readonly secret: string;
  readonly body: string;
  sign(body: string): Record<string, string>;
}

const url = "https://muster.test/hooks/hubspot";
const inbound: Partial<Record<ConnectionKind, InboundSample>> = {
  webhook: {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: JSON.stringify({
      type: "profile.changed",
      timestamp: "2026-11-22T10:00:00Z",
      data: { object: "contact", id: "1", attributes: { tier: "Gold" } },
    }),
    sign: (body) => ({
      "webhook-id": "msg_1",
      "webhook-timestamp": String(now / 1000),
      "webhook-signature": new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
        "msg_1",
        new Date(now),
        body,
      ),
    }),
  },
  hubspot: {
    secret: "client-secret",
    body: JSON.stringify([
      {
        portalId: 7,
        occurredAt: now,
        subscriptionType: "contact.propertyChange",
        objectId: 1,
        propertyName: "tier",
        propertyValue: "Gold",
      },
    ]),
    sign(body) {
      const clientSecret = "client-secret";
      const options = { clientSecret, url, requestBody: body, timestamp: now, signature: "" };
      return {
        "x-hubspot-signature-v3": Signature.getSignature("POST", "v3", options),
        "x-hubspot-request-timestamp": String(now),
      };
    },
  },
};

interface OutboundSample {
  readonly destination: (address: string) => Partial<Destination>;
  /** What the destination answers when all went well. */
  readonly reply: Reply | ((request: RecordedRequest) => Reply);
  /** Of a record that is to be in, and of one that is to be out; "1" and "2" unless the system's look otherwise. */
  readonly recordIds?: readonly [string, string];
  /** What an admin must do about 401; a webhook's receiver is refused record by record. */
  readonly answers401: boolean;
}

const outbound: Record<DestinationKind, OutboundSample> = {
  "hubspot-list": {
    destination: () => ({ listId: "31" }),
    reply: {
      status: 200,
      json: { recordsIdsAdded: [], recordIdsRemoved: [], recordIdsMissing: [] },
    },
    answers401: true,
  },
  webhook: {
    destination: (address) => ({
      url: address,
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    }),
    reply: { status: 200 },
    answers401: false,
  },
  course: {
    destination: () => ({ courseId: "c-1" }),
    reply: { status: 200, json: {} },
    answers401: true,
  },
  "salesforce-campaign": {
    destination: () => ({ listId: "701Kd000000AbCdIAK" }),
    recordIds: ["003Kd000000AbCdIAK", "00QKd000000EfGhIAK"],
    reply: campaignAnswer,
    answers401: true,
  },
};

/** Of an org in which the campaign is active and the second record is a member. */
function campaignAnswer({ method, path }: RecordedRequest): Reply {
  if (method !== "GET") return { status: 200, json: [{ id: "00v", success: true, errors: [] }] };
  const member = { Id: "00v", Status: "In segment", LeadId: "00QKd000000EfGhIAK" };
  const campaign = { Id: "701Kd000000AbCdIAK", IsActive: true, IsDeleted: false };
  const records = path.includes("CampaignMember") ? [member] : [campaign];
  return { status: 200, json: { totalSize: 1, done: true, records } };
}

async function pushing(kind: DestinationKind, reply: OutboundSample["reply"]) {
  const server = await recordingServer(typeof reply === "function" ? reply : () => reply);
  const [inId, outId] = outbound[kind].recordIds ?? ["1", "2"];
  process.env["HUBSPOT_API_URL"] = server.url;
  const destination = sampleDestination(kind, outbound[kind].destination(server.url));
  const tokens = { access: "access-1", refresh: "refresh-1", expiresAt: 0 };
  const connection = sampleConnection({
    kind: connectorServing(kind).kind,
    baseUrl: server.url,
    tokens,
  });
  const push = () =>
    targetOf(kind).push({
      destination,
      connection,
      add: [samplePush("in", { recordId: inId, email: "a@b.test" }), samplePush("stranger")],
      remove: [samplePush("out", { recordId: outId, email: "c@d.test" }), samplePush("gone")],
      now,
    });
  return { server, push, destination, connection };
}

beforeEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
});

describe.each(connectionKinds)("the connector %s", (kind) => {
  it("is registered under its own kind, with a document for each API version", () => {
    const connector = connectorOf(kind);
    expect(connector.kind).toBe(kind);
    expect(connector.versions.length).toBeGreaterThan(0);
    for (const { document } of connector.versions) expect(URL.canParse(document)).toBe(true);
  });
});

describe.each(Object.entries(inbound))("webhooks of %s", (name, sample) => {
  const kind = connectionKinds.find((candidate) => candidate === name) ?? "webhook";
  const source = connectorOf(kind).webhooks;
  if (source === undefined) throw new Error(`${kind} takes no webhooks.`);
  const genuine = webhookRequest(bytes(sample.body), sample.sign(sample.body), url);
  const valid = (request: WebhookRequest, secrets = [sample.secret], at = now) =>
    source.verify(request, secrets, at);

  it("are accepted as the vendor's own tools sign them", () => {
    expect(valid(genuine)).toBe(true);
    expect(valid(genuine, ["older-secret", sample.secret])).toBe(true);
  });

  it("are refused unsigned, stale, early, changed, or with no secret to judge by", () => {
    expect(valid({ ...genuine, headers: {} })).toBe(false);
    expect(valid(genuine, [sample.secret], now + 301_000)).toBe(false);
    expect(valid(genuine, [sample.secret], now - 301_000)).toBe(false);
    expect(valid({ ...genuine, body: bytes(`${sample.body} `) })).toBe(false);
    expect(valid(genuine, [])).toBe(false);
    for (const header of Object.keys(genuine.headers)) {
      const without = { ...genuine.headers, [header]: "" };
      expect(valid({ ...genuine, headers: without }), header).toBe(false);
    }
  });

  it("become changes of the contract's shape", () => {
    const [part] = source.parse(genuine.body, now);
    expect(part).toMatchObject({ eventCount: 1, ignoredCount: 0 });
    const changes = part?.changes({ propertyTypes: {} }) ?? [];
    expect(changes).toMatchObject([{ recordId: "1", body: { values: { tier: "Gold" } } }]);
    for (const change of changes) expect(Change.parse(change)).toEqual(change);
  });

  it("of any content end in changes or in a problem, and touch no prototype", () => {
    const anything = fc.oneof(
      fc.json(),
      fc.json().map((json) => `[${json}]`),
      fc.string(),
    );
    const outcomeOf = (body: string): "changes" | "problem" => {
      try {
        for (const part of source.parse(bytes(body), now)) part.changes({ propertyTypes: {} });
        return "changes";
      } catch (error) {
        if (error instanceof Problem) return "problem";
        throw error;
      }
    };
    fc.assert(
      fc.property(anything, (body) => {
        expect(["changes", "problem"]).toContain(outcomeOf(body));
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

describe.each(destinationKinds)("pushes to %s", (kind) => {
  it("answer for every record, and again when repeated", async () => {
    const { server, push } = await pushing(kind, outbound[kind].reply);
    await using _ = server;
    const first = await push();
    expect(first.map(({ profileId }) => profileId)).toEqual(["in", "stranger", "out", "gone"]);
    const stateOf = (id: string) => first.find(({ profileId }) => profileId === id)?.state;
    expect([stateOf("in"), stateOf("out")]).toEqual(["confirmed", "confirmed"]);
    expect(await push()).toEqual(first);
  });

  it.each([
    [429, RateLimitedError],
    [500, RetryableError],
    [503, RetryableError],
  ])("answered %i come back as the error class says", async (status, expected) => {
    const { server, push } = await pushing(kind, { status });
    await using _ = server;
    await expect(push()).rejects.toBeInstanceOf(expected);
  });

  it("come back when nobody answers", async () => {
    const { server, push } = await pushing(kind, { status: 200 });
    await server[Symbol.asyncDispose]();
    await expect(push()).rejects.toBeInstanceOf(RetryableError);
  });

  it("say what is missing from a destination that is not whole", async () => {
    const bare = sampleDestination(kind);
    const request = { destination: bare, connection: undefined, remove: [], now };
    const push = targetOf(kind).push({ ...request, add: [samplePush("p", { recordId: "1" })] });
    await expect(push).rejects.toBeInstanceOf(MusterError);
  });

  it("follow no redirect", async () => {
    await using elsewhere = await recordingServer(() => ({ status: 200, json: {} }));
    const { server, push } = await pushing(kind, {
      status: 307,
      headers: { location: elsewhere.url },
    });
    await using _ = server;
    await push().catch(() => undefined);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("pushes answered 401", () => {
  const isOfConnection = (kind: DestinationKind) => outbound[kind].answers401;

  it.each(destinationKinds.filter(isOfConnection))(
    "to %s name what an admin can do",
    async (kind) => {
      const { server, push } = await pushing(kind, { status: 401 });
      await using _ = server;
      await expect(push()).rejects.toBeInstanceOf(AuthenticationError);
    },
  );

  it.each(destinationKinds.filter((kind) => !isOfConnection(kind)))(
    "to %s are refused record by record",
    async (kind) => {
      const { server, push } = await pushing(kind, { status: 401 });
      await using _ = server;
      expect(new Set((await push()).map(({ state }) => state))).toEqual(new Set(["refused"]));
    },
  );
});
