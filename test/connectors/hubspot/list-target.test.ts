import { afterEach, describe, expect, it } from "vitest";
import { hubspotOAuth } from "../../../shared/connectors/hubspot/oauth.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import {
  AuthenticationError,
  PermanentError,
  RateLimitedError,
  RetryableError,
  SetupError,
} from "../../../shared/runtime/errors.ts";
import { type RecordedRequest, type Reply, recordingServer } from "../recording-server.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const lists = targetOf("hubspot-list");
const tokens = { access: "access-1", refresh: "refresh-1", expiresAt: 0 };
const connection = sampleConnection({ kind: "hubspot", tokens });
const destination = sampleDestination("hubspot-list", { listId: "31" });

async function answering(answer: (request: RecordedRequest) => Reply | undefined) {
  const server = await recordingServer(answer);
  process.env["HUBSPOT_API_URL"] = server.url;
  process.env["HUBSPOT_CLIENT_ID"] = "app";
  process.env["HUBSPOT_CLIENT_SECRET"] = "secret";
  return server;
}

afterEach(() => {
  delete process.env["HUBSPOT_API_URL"];
});

function push(records = [samplePush("p1", { recordId: "1" })]) {
  return lists.push({ destination, connection, add: records, remove: [], now: 0 });
}

function failure(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("pushing to a HubSpot list", () => {
  it("sends one request with the token, and nothing for profiles HubSpot does not know", async () => {
    await using server = await answering(() => ({
      status: 200,
      json: { recordsIdsAdded: ["1"], recordIdsRemoved: [], recordIdsMissing: [] },
    }));
    const strangers = { destination, connection, remove: [], now: 0, add: [samplePush("p2")] };
    expect(await lists.push(strangers)).toMatchObject([{ profileId: "p2", state: "refused" }]);
    expect(server.requests).toEqual([]);
    expect(await push()).toEqual([{ profileId: "p1", state: "confirmed" }]);
    expect(server.requests).toMatchObject([
      {
        method: "PUT",
        path: "/crm/lists/2026-09/31/memberships/add-and-remove",
        body: '{"recordIdsToAdd":["1"],"recordIdsToRemove":[]}',
        headers: { authorization: "Bearer access-1" },
      },
    ]);
  });

  it.each<[string, Reply, new (...given: never[]) => Error, RegExp]>([
    ["401", { status: 401 }, AuthenticationError, /connect again/],
    ["404", { status: 404 }, PermanentError, /list 31.*no longer exists/],
    ["500", { status: 500 }, RetryableError, /500/],
    ["400", { status: 400, json: { message: "Tier must be set" } }, PermanentError, /Tier must/],
    ["answer of another shape", { status: 200, json: {} }, RetryableError, /recordsIdsAdded/],
  ])("turns %s into the error that says what happens next", async (_, reply, kind, words) => {
    await using _server = await answering(() => reply);
    const error = await failure(push());
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(words);
  });

  it.each<[object, Record<string, string>, number]>([
    [{ policyName: "TEN_SECONDLY_ROLLING" }, { "retry-after": "3" }, 3_000],
    [{}, { "x-hubspot-ratelimit-interval-milliseconds": "10000" }, 10_000],
    [{ policyName: "SECONDLY" }, {}, 1_000],
    [{ policyName: "DAILY" }, {}, 900_000],
    [{}, {}, 10_000],
  ])("waits as asked after 429 %j %j", async (json, headers, expected) => {
    await using _server = await answering(() => ({ status: 429, json, headers }));
    const error = await failure(push());
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: expected });
  });

  it("comes back when nobody answers, and asks to connect when there is no grant", async () => {
    const server = await answering(() => ({ status: 200 }));
    await server[Symbol.asyncDispose]();
    expect(await failure(push())).toBeInstanceOf(RetryableError);
    const request = { destination, connection: undefined, add: [], remove: [], now: 0 };
    const records = [samplePush("p1", { recordId: "1" })];
    expect(await failure(lists.push({ ...request, add: records }))).toBeInstanceOf(
      AuthenticationError,
    );
  });
});

describe("preparing a HubSpot list", () => {
  it("leaves a list of another kind alone and takes the next name", async () => {
    const name = "Muster · Gold partners";
    await using server = await answering(({ method, path }) => {
      if (method === "POST") {
        return { status: 200, json: { list: { listId: "32", processingType: "MANUAL" } } };
      }
      if (path.endsWith("(2)")) return { status: 404 };
      return { status: 200, json: { list: { listId: "9", processingType: "DYNAMIC" } } };
    });
    const fresh = sampleDestination("hubspot-list");
    expect(await lists.prepare(fresh, connection)).toEqual({ listId: "32" });
    expect(JSON.parse(server.requests.at(-1)?.body ?? "")).toEqual({
      name: `${name} (2)`,
      objectTypeId: "0-1",
      processingType: "MANUAL",
    });
  });

  it("reuses the static list that has the name, and asks nothing once the list is known", async () => {
    await using server = await answering(() => ({
      status: 200,
      json: { list: { listId: "9", processingType: "MANUAL" } },
    }));
    const fresh = sampleDestination("hubspot-list", { object: "company" });
    expect(await lists.prepare(fresh, connection)).toEqual({ listId: "9" });
    expect(server.requests[0]?.path).toContain("/object-type-id/0-2/name/Muster%20%C2%B7%20Gold");
    expect(await lists.prepare(destination, connection)).toEqual({ listId: "31" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("HubSpot's tokens", () => {
  it.each<[Reply, new (...given: never[]) => Error]>([
    [{ status: 400, json: { error: "invalid_grant" } }, AuthenticationError],
    [{ status: 400, json: { status: "BAD_REFRESH_TOKEN" } }, AuthenticationError],
    [{ status: 400, json: { message: "redirect_uri does not match" } }, PermanentError],
    [{ status: 503 }, RetryableError],
    [{ status: 400, json: { error: "invalid_client" } }, SetupError],
    [{ status: 400, json: { status: "BAD_CLIENT_SECRET" } }, SetupError],
    [{ status: 401 }, SetupError],
  ])("a refresh answered %j", async (reply, kind) => {
    await using server = await answering(() => reply);
    expect(await failure(hubspotOAuth.refresh("refresh-1"))).toBeInstanceOf(kind);
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      client_id: "app",
      client_secret: "secret",
      grant_type: "refresh_token",
      refresh_token: "refresh-1",
    });
  });
});
