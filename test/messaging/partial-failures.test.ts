import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type BusEvent, EventBus } from "../../shared/messaging/bus.ts";
import { Queue } from "../../shared/messaging/queue.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";

const SendBatch = z.object({
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});
const PutEvents = z.object({ Entries: z.array(z.object({ Detail: z.string() })) });

/** How often each message or event was asked to be stored, by its content. */
const asked = new Map<string, number>();
/** Contents that are refused so many times before they are stored. */
const refusals = new Map<string, number>();

function isStored(content: string): boolean {
  asked.set(content, (asked.get(content) ?? 0) + 1);
  const left = refusals.get(content) ?? 0;
  refusals.set(content, left - 1);
  return left <= 0;
}

function answerTo(target: string, body: unknown): unknown {
  if (target.endsWith("PutEvents")) {
    const stored = PutEvents.parse(body).Entries.map(({ Detail }) => isStored(Detail));
    return {
      FailedEntryCount: stored.filter((each) => !each).length,
      Entries: stored.map((each) => (each ? { EventId: "e" } : { ErrorCode: "InternalFailure" })),
    };
  }
  const results = SendBatch.parse(body).Entries.map(({ Id, MessageBody }) => ({
    Id,
    stored: isStored(MessageBody),
  }));
  return {
    Successful: results.filter((each) => each.stored).map(({ Id }) => ({ Id, MessageId: Id })),
    Failed: results.filter((each) => !each.stored).map(({ Id }) => ({ Id, Code: "InternalError" })),
  };
}

let server: Server;
let queue: Queue;
let bus: EventBus;
beforeAll(async () => {
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const target = String(request.headers["x-amz-target"]);
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(answerTo(target, body)));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const settings = { endpoint, credentials, region: "eu-central-1" };
  const sqs = new SQSClient({ ...settings, md5: false });
  queue = new Queue(sqs, () => `${endpoint}/changes`);
  bus = new EventBus(new EventBridgeClient(settings), () => "muster");
});
afterAll(() => server.close());
beforeEach(() => {
  asked.clear();
  refusals.clear();
});

const messages = Array.from({ length: 25 }, (_, body) => ({ body, group: "w" }));

describe("messages", () => {
  it("that the queue refuses are sent again, and only those", async () => {
    refusals.set("3", 1).set("17", 2);
    await queue.send(messages);
    const repeated = new Map([...asked].filter(([, times]) => times > 1));
    expect(repeated).toEqual(
      new Map([
        ["3", 2],
        ["17", 3],
      ]),
    );
    expect(asked.size).toBe(messages.length);
  });

  it("that stay refused are told, so that the work comes back", async () => {
    refusals.set("3", 1_000);
    await expect(queue.send(messages)).rejects.toBeInstanceOf(RetryableError);
  });
});

function event(profileId: string): BusEvent {
  const at = "2026-11-22T10:00:00.000Z";
  return {
    detailType: "segment.entered",
    detail: {
      workspaceId: "w",
      segmentId: "s",
      segmentVersion: 1,
      profileId,
      object: "contact",
      identities: [],
      at,
      cause: { kind: "rule", at },
      revision: 1,
    },
  };
}

describe("events", () => {
  it("that the bus refuses are put again, and only those", async () => {
    const events = Array.from({ length: 12 }, (_, position) => event(`p${position}`));
    const refused = JSON.stringify(events[11]?.detail);
    refusals.set(refused, 2);
    await bus.put(events);
    expect(asked.get(refused)).toBe(3);
    expect([...asked.values()].reduce((sum, times) => sum + times, 0)).toBe(14);
  });
});
