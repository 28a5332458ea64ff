import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutPartnerEventsCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it, onTestFinished } from "vitest";
import { createBusHandler } from "../../../../infra/local/bus/bus-server.ts";
import { EventBus } from "../../../../infra/local/bus/event-bus.ts";
import { credentials, NOON, serve, testQueues } from "../queues/queue-fixture.ts";

const DEPLOYED_BUS = "arn:aws:events:us-east-1:000000000000:event-bus/muster";

const entered = (detail: object): PutEventsRequestEntry => ({
  EventBusName: "muster",
  Source: "muster",
  DetailType: "segment.entered",
  Detail: JSON.stringify(detail),
});

const busWithRules = () => {
  const { store } = testQueues([{ name: "pushes-hubspot" }, { name: "pushes-lms" }]);
  const bus = new EventBus(store, () => NOON);
  bus.addBus("muster");
  const pattern = { source: ["muster"], "detail-type": ["segment.entered", "segment.exited"] };
  const messageGroupPath = "$.detail.workspaceId";
  bus.addRule({
    name: "hubspot",
    busName: "muster",
    pattern,
    targets: [{ queueName: "pushes-hubspot", messageGroupPath }],
  });
  bus.addRule({
    name: "lms",
    busName: "muster",
    pattern: { ...pattern, detail: { segmentId: [{ prefix: "course-" }] } },
    targets: [{ queueName: "pushes-lms", messageGroupPath: "all" }],
  });
  const bodies = (queueName: string): unknown[] =>
    store.receive(queueName, { max: 10 }).map(({ body }) => JSON.parse(body));
  return { store, bus, bodies };
};

const connect = async () => {
  const { store, bus, bodies } = busWithRules();
  const endpoint = await serve(createBusHandler(bus));
  const client = new EventBridgeClient({
    endpoint,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const put = (...Entries: PutEventsRequestEntry[]) =>
    client.send(new PutEventsCommand({ Entries }));
  return { store, bodies, put, endpoint };
};

describe("the AWS SDK's EventBridge client against the local bus", () => {
  it("delivers an event in its envelope, in the group that the path names", async () => {
    const { put, store } = await connect();
    const detail = { workspaceId: "acme", segmentId: "s-1", identities: [{ id: "ä" }] };
    const { Entries, FailedEntryCount } = await put(entered(detail));
    expect(FailedEntryCount).toBe(0);
    const [message] = store.receive("pushes-hubspot", { max: 10 });
    expect(message).toMatchObject({ groupId: "acme" });
    expect(JSON.parse(message?.body ?? "")).toEqual({
      version: "0",
      id: Entries?.[0]?.EventId,
      "detail-type": "segment.entered",
      source: "muster",
      account: "000000000000",
      time: "2026-11-22T12:00:00Z",
      region: "us-east-1",
      resources: [],
      detail,
    });
  });

  it("takes what a partner puts under its source to the bus made for it, and to no other", async () => {
    const { store, bus, bodies } = busWithRules();
    const source = "aws.partner/salesforce.com/00D/0YL";
    bus.addBus("partner", source);
    const target = { queueName: "pushes-lms", messageGroupPath: "$.source" };
    const pattern = { source: [{ prefix: "aws.partner/" }] };
    bus.addRule({ name: "all", busName: "partner", pattern, targets: [target] });
    const endpoint = await serve(createBusHandler(bus));
    const client = new EventBridgeClient({ endpoint, region: "us-east-1", credentials });
    onTestFinished(() => client.destroy());
    const entry = { Source: source, DetailType: "ContactChangeEvent", Detail: '{"payload":{}}' };
    const strange = { ...entry, Source: "aws.partner/salesforce.com/other/0YL" };
    const Entries = [entry, strange];
    const put = await client.send(new PutPartnerEventsCommand({ Entries }));
    expect(put.FailedEntryCount).toBe(0);
    const [message, ...others] = store.receive("pushes-lms", { max: 10 });
    expect(others).toEqual([]);
    expect(message).toMatchObject({ groupId: source });
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ source, detail: { payload: {} } });
    // An account cannot speak for a partner.
    const own = await client.send(new PutEventsCommand({ Entries: [entry] }));
    expect(own.Entries?.[0]?.ErrorCode).toBe("NotAuthorizedForSourceException");
    expect(bodies("pushes-hubspot")).toEqual([]);
  });

  it("delivers to every rule that matches and to no other", async () => {
    const { put, bodies } = await connect();
    await put(
      entered({ segmentId: "s-1" }),
      entered({ segmentId: "course-7" }),
      { ...entered({ segmentId: "course-8" }), DetailType: "segment.renamed" },
      { ...entered({ segmentId: "course-9" }), EventBusName: "default" },
    );
    expect(bodies("pushes-hubspot")).toMatchObject([
      { detail: { segmentId: "s-1" } },
      { detail: { segmentId: "course-7" } },
    ]);
    expect(bodies("pushes-lms")).toMatchObject([{ detail: { segmentId: "course-7" } }]);
  });

  it("takes the event's own time and resources, and the bus by its ARN", async () => {
    const { put, bodies } = await connect();
    const Time = new Date("2026-01-02T03:04:05.678Z");
    await put({ ...entered({}), EventBusName: DEPLOYED_BUS, Time, Resources: ["arn:x"] });
    expect(bodies("pushes-hubspot")).toMatchObject([
      { time: "2026-01-02T03:04:05Z", resources: ["arn:x"] },
    ]);
  });

  it("takes a fixed message group, and none where the path leads nowhere", async () => {
    const { put, store } = await connect();
    await put(entered({ segmentId: "course-7" }));
    expect(store.receive("pushes-lms")).toMatchObject([{ groupId: "all" }]);
    expect(store.receive("pushes-hubspot")).toMatchObject([{ groupId: undefined }]);
  });

  it("fails bad entries alone, each with its code, in the order of the entries", async () => {
    const { put, bodies } = await connect();
    const { Entries, FailedEntryCount } = await put(
      { ...entered({}), Source: undefined },
      { ...entered({}), Detail: "{" },
      { ...entered({}), Detail: "[1]" },
      { ...entered({}), Source: "aws.s3" },
      { ...entered({}), EventBusName: "nowhere" },
      entered({ workspaceId: "not a group id" }),
      entered({ segmentId: "good" }),
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries).toEqual([
      failed("InvalidArgument", "Source"),
      failed("MalformedDetail", "Detail"),
      failed("MalformedDetail", "Detail"),
      failed("NotAuthorizedForSourceException", "aws."),
      failed("ResourceNotFoundException", "nowhere"),
      failed("InvalidArgument", "MessageGroupId"),
      { EventId: expect.any(String) },
    ]);
    expect(bodies("pushes-hubspot")).toMatchObject([{ detail: { segmentId: "good" } }]);
  });

  it.each([
    ["eleven entries", Array.from({ length: 11 }, () => entered({})), "1 to 10"],
    ["no entries", [], "1 to 10"],
    ["more than 256 KB", [entered({ text: "x".repeat(262_144) })], "262144 bytes"],
    ["no complete entry", [{ Source: "muster" }], "Source, a DetailType and a Detail"],
  ])("refuses a call with %s as a whole", async (_, entries, reason) => {
    const { put, bodies } = await connect();
    await expect(put(...entries)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(reason),
    });
    expect(bodies("pushes-hubspot")).toEqual([]);
  });

  it("refuses other operations and what is not JSON", async () => {
    const { endpoint } = await connect();
    const post = async (operation: string) => {
      const headers = { "x-amz-target": `AWSEvents.${operation}` };
      const response = await fetch(endpoint, { method: "POST", headers, body: "{" });
      return [response.status, response.headers.get("content-type"), await response.json()];
    };
    const type = "application/x-amz-json-1.1";
    const body = (__type: string) => ({ __type, message: expect.any(String) });
    expect(await post("PutRule")).toEqual([400, type, body("UnknownOperationException")]);
    expect(await post("PutEvents")).toEqual([400, type, body("SerializationException")]);
  });
});

const failed = (ErrorCode: string, place: string) => ({
  ErrorCode,
  ErrorMessage: expect.stringContaining(place),
});

describe("the messages of one call", () => {
  it("become durable together: a fault on the way leaves none", () => {
    const { bus, store } = busWithRules();
    const good = entered({ segmentId: "s-1" });
    const broken = { ...good, Time: Number.NaN };
    expect(() => bus.putEvents([{ ...good, Time: NOON }, broken])).toThrow(RangeError);
    expect(store.depth("pushes-hubspot").visible).toBe(0);
  });
});

describe("a rule that the local bus cannot run is refused when it is loaded", () => {
  const target = { queueName: "pushes-lms" };
  const rule = { name: "r", busName: "muster", pattern: { source: ["muster"] }, targets: [target] };

  it.each([
    [
      "an input transformer",
      { ...rule, targets: [{ ...target, inputTransformer: {} }] },
      "inputTransformer",
    ],
    ["no target", { ...rule, targets: [] }, "targets"],
    ["an unknown bus", { ...rule, busName: "other" }, "'other'"],
    ["an unknown queue", { ...rule, targets: [{ queueName: "nowhere" }] }, "'nowhere'"],
    ["an unknown operator", { ...rule, pattern: { source: [{ contains: "x" }] } }, "'contains'"],
    [
      "a path that selects from a list",
      { ...rule, targets: [{ ...target, messageGroupPath: "$.detail.ids[0]" }] },
      "$.detail.ids[0]",
    ],
  ])("%s", (_, settings, reason) => {
    const { bus } = busWithRules();
    expect(() => bus.addRule(settings)).toThrow(reason);
  });
});
