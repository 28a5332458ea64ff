import type { SQSEvent, SQSRecord } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { consume } from "../../shared/messaging/consume.ts";
import type { QueueMessage } from "../../shared/messaging/queue.ts";
import { PermanentError, RateLimitedError, RetryableError } from "../../shared/runtime/errors.ts";

const Message = z.object({ number: z.number() });
const log = { info: () => {}, warn: () => {}, error: () => {} };

function record(body: unknown, position: number, receives = 1): SQSRecord {
  return {
    messageId: `m${position}`,
    receiptHandle: "",
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
      MessageGroupId: "w",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "",
  };
}

function batch(size: number, receives = 1): SQSEvent {
  return {
    Records: Array.from({ length: size }, (_, number) => record({ number }, number, receives)),
  };
}

async function consumed(event: SQSEvent, errors: ReadonlyMap<number, unknown>) {
  const parked: QueueMessage[] = [];
  const told: number[] = [];
  const { batchItemFailures } = await consume(event, {
    schema: Message,
    log,
    deadLetters: { send: async (messages) => void parked.push(...messages) },
    handle: async () => errors,
    onParked: async ({ number }) => void told.push(number),
  });
  return { back: batchItemFailures.map((each) => each.itemIdentifier), parked, told };
}

describe("a batch of which one message fails", () => {
  const everywhere = Array.from({ length: 10 }, (_, size) => size + 1).flatMap((size) =>
    Array.from({ length: size }, (_, position) => [size, position] as const),
  );

  it("gives back just that one, wherever it stands, when it may succeed later", async () => {
    for (const [size, position] of everywhere) {
      const answer = await consumed(batch(size), new Map([[position, new RetryableError("busy")]]));
      expect(answer).toEqual({ back: [`m${position}`], parked: [], told: [] });
    }
  });

  it("parks just that one, with its reason, when it never can", async () => {
    for (const [size, position] of everywhere) {
      const failed = new Map([[position, new PermanentError("no such thing")]]);
      const { back, parked, told } = await consumed(batch(size), failed);
      expect(back).toEqual([]);
      expect(parked).toEqual([{ body: { number: position }, group: "w", reason: "no such thing" }]);
      expect(told).toEqual([position]);
    }
  });

  it("parks what is no message at all and handles the others", async () => {
    const event = { Records: [record("{", 0), record({ number: 1 }, 1)] };
    const { back, parked } = await consumed(event, new Map());
    expect(back).toEqual([]);
    expect(parked).toMatchObject([{ body: "{", reason: expect.stringContaining("not a message") }]);
  });
});

describe("what is said of a parked message", () => {
  const Any = z.looseObject({});
  const saidOf = async (body: object): Promise<unknown> => {
    const said: unknown[] = [];
    await consume(
      { Records: [record(body, 0)] },
      {
        schema: Any,
        log: { ...log, error: (_message, _error, fields) => void said.push(fields) },
        deadLetters: { send: async () => {} },
        handle: async () => new Map([[0, new PermanentError("no such thing")]]),
      },
    );
    return said[0];
  };

  it("names the requests that set it off, of a change and of an event of the bus", async () => {
    const correlationIds = ["r1", "r2"];
    const expected = { messageId: "m0", correlationIds: "r1 r2" };
    expect(await saidOf({ correlationIds, changes: [] })).toEqual(expected);
    expect(await saidOf({ "detail-type": "t", detail: { correlationIds } })).toEqual(expected);
    expect(await saidOf({ number: 1 })).toEqual({ ...expected, correlationIds: undefined });
  });
});

describe("a message that keeps failing", () => {
  afterEach(() => {
    delete process.env["QUEUE_DELIVERIES"];
  });

  it("is parked with its reason at the last delivery the queue allows", async () => {
    const answer = await consumed(batch(1, 5), new Map([[0, new RetryableError("still busy")]]));
    expect(answer).toMatchObject({ back: [], parked: [{ reason: "still busy" }], told: [0] });
  });

  it("for a passing fault stays in the queue as long as the queue allows", async () => {
    process.env["QUEUE_DELIVERIES"] = "200";
    for (const error of [new RetryableError("outage"), new RateLimitedError("quota", 1_000)]) {
      expect((await consumed(batch(1, 150), new Map([[0, error]]))).back).toEqual(["m0"]);
      expect((await consumed(batch(1, 200), new Map([[0, error]]))).parked).toHaveLength(1);
    }
  });

  it("for a reason nobody knows is parked after a few deliveries all the same", async () => {
    process.env["QUEUE_DELIVERIES"] = "200";
    const { parked } = await consumed(batch(1, 5), new Map([[0, new TypeError("a defect")]]));
    expect(parked).toHaveLength(1);
  });

  it("comes back when it cannot be parked, and the others are done", async () => {
    const { batchItemFailures } = await consume(batch(3), {
      schema: Message,
      log,
      deadLetters: { send: () => Promise.reject(new RetryableError("no queue")) },
      handle: async () => new Map([[1, new PermanentError("no such thing")]]),
    });
    expect(batchItemFailures).toEqual([{ itemIdentifier: "m1" }]);
  });
});
