import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BusEvent, EventBus } from "../../shared/messaging/bus.ts";
import { Queue } from "../../shared/messaging/queue.ts";
import { recordingServer } from "../connectors/recording-server.ts";

const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

const event: BusEvent = {
  detailType: "segment.entered",
  detail: {
    workspaceId: "w",
    segmentId: "s",
    segmentVersion: 1,
    profileId: "p",
    object: "contact",
    identities: [],
    at: "2026-11-22T10:00:00Z",
    cause: { kind: "change", at: "2026-11-22T10:00:00Z" },
    revision: 1,
  },
};

/** The trace header of each request that a message and an event are handed over with. */
async function headersSent(): Promise<unknown[]> {
  await using server = await recordingServer(() => ({ status: 200, json: { Entries: [{}] } }));
  const settings = {
    endpoint: server.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const queue = new Queue(new SQSClient(settings), () => `${server.url}/000000000000/q`);
  await queue.send([{ body: {}, group: "w" }]);
  await new EventBus(new EventBridgeClient(settings), () => "bus").put([event]);
  return server.requests.map(({ headers }) => headers["x-amzn-trace-id"]);
}

/**
 * SQS and EventBridge take the trace from this header of the request and hand it to who consumes:
 * SQS as the message's `AWSTraceHeader`.
 */
describe("the trace of an invocation", () => {
  beforeEach(() => void vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "ReceiveWebhook"));
  afterEach(() => void vi.unstubAllEnvs());

  it("goes along with what is put on a queue and on the bus", async () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", trace);
    expect(await headersSent()).toEqual([trace, trace]);
  });

  it("is not made up where nothing is traced", async () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", undefined);
    expect(await headersSent()).toEqual([undefined, undefined]);
  });
});
