import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { mayConnect } from "../../../shared/connectors/public-address.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { webhookIdOf } from "../../../shared/connectors/webhook/target.ts";
import {
  PermanentError,
  RateLimitedError,
  RetryableError,
} from "../../../shared/runtime/errors.ts";
import { type Reply, recordingServer } from "../recording-server.ts";
import { sampleDestination, samplePush } from "../samples.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const target = targetOf("webhook");

beforeEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
});

function push(url: string, add = [samplePush("p1")], remove = [samplePush("p2")]) {
  const destination = sampleDestination("webhook", { url, secret });
  return target.push({ destination, connection: undefined, add, remove, now: 0 });
}

function failure(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("an outgoing webhook", () => {
  it("tells who entered and who left, so that the reference package accepts it", async () => {
    await using server = await recordingServer(() => ({ status: 204 }));
    expect(await push(`${server.url}/in?x=1`)).toEqual([
      { profileId: "p1", state: "confirmed" },
      { profileId: "p2", state: "confirmed" },
    ]);
    const told = server.requests.map(({ body, headers, path }) => {
      expect(path).toBe("/in?x=1");
      const plain = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      );
      return new Webhook(secret).verify(body, plain);
    });
    const at = "2026-11-22T10:00:00.000Z";
    expect(told).toEqual(
      expect.arrayContaining([
        { type: "segment.entered", timestamp: at, data: samplePush("p1").event },
        { type: "segment.exited", timestamp: at, data: samplePush("p2").event },
      ]),
    );
  });

  it("carries the same id at every attempt, and another for another event", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    await push(server.url, [samplePush("p1")], []);
    await push(server.url, [samplePush("p1")], []);
    const ids = server.requests.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([webhookIdOf(samplePush("p1").event), ids[0]]);
    const { event } = samplePush("p1");
    const others = [
      { ...event, revision: 8 },
      { ...event, segmentId: "s2" },
      { ...event, workspaceId: "w2" },
      { ...event, profileId: "p2" },
    ];
    expect(new Set([event, ...others].map(webhookIdOf)).size).toBe(5);
  });

  it.each([410, 400, 404, 302])("answered %i is refused with the reason", async (status) => {
    await using server = await recordingServer(() => ({
      status,
      headers: { location: "/elsewhere" },
    }));
    const [outcome] = await push(server.url, [samplePush("p1")], []);
    expect(outcome).toMatchObject({
      state: "refused",
      reason: expect.stringContaining(String(status)),
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[Reply, new (...given: never[]) => Error, object]>([
    [{ status: 429, headers: { "retry-after": "7" } }, RateLimitedError, { retryAfterMs: 7_000 }],
    [{ status: 503 }, RetryableError, {}],
    [{ status: 500 }, RetryableError, {}],
  ])("answered %j comes back", async (reply, kind, more) => {
    await using server = await recordingServer(() => reply);
    const error = await failure(push(server.url));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(more);
  });

  it("comes back when the receiver is not there", async () => {
    const server = await recordingServer(() => ({ status: 200 }));
    await server[Symbol.asyncDispose]();
    expect(await failure(push(server.url))).toBeInstanceOf(RetryableError);
  });
});

describe("addresses", () => {
  it.each([
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.31.255.255/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://[::ffff:10.0.0.1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[2002:a00:1::]/",
    "http://0x0a000001/",
    "http://167772161/",
    "ftp://example.com/",
    "nonsense",
  ])("%s is refused for good", async (url) => {
    expect(await failure(push(url))).toBeInstanceOf(PermanentError);
  });

  it("this machine is out of bounds unless the local system allows it, by name too", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { port } = new URL(server.url);
    process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "";
    for (const host of ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]) {
      expect(await failure(push(`https://${host}:${port}`)), host).toBeInstanceOf(PermanentError);
    }
    expect(await failure(push("http://example.com/"))).toBeInstanceOf(PermanentError);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ["8.8.8.8", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["2001:db8::1", false],
    ["::", false],
    ["example.com", false],
  ])("%s may be connected to: %s", (address, expected) => {
    expect(mayConnect(address)).toBe(expected);
  });
});
