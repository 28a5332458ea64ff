import { describe, expect, it } from "vitest";
import { QueueError } from "../../../../infra/local/queues/queue-error.ts";
import { QueueStore } from "../../../../infra/local/queues/queue-store.ts";
import { NOON, queueFile, testQueues } from "./queue-fixture.ts";

const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof QueueError) return error.refusal;
    throw error;
  }
  return "none";
};

describe("a message on its way through a queue", () => {
  it("arrives with its attributes, its group, and when it was sent and first received", () => {
    const { store, advance } = testQueues();
    const attributes = { kind: { DataType: "String", StringValue: "profile.changed" } };
    const sent = store.send("changes", { body: "hello", attributes, groupId: "acme" });
    advance(1_000);
    expect(store.receive("changes")).toEqual([
      {
        messageId: sent.messageId,
        receiptHandle: expect.any(String),
        body: "hello",
        attributes,
        groupId: "acme",
        receiveCount: 1,
        sentAt: NOON,
        firstReceivedAt: NOON + 1_000,
        sourceQueue: undefined,
      },
    ]);
  });

  it("is invisible while somebody holds it, and comes back when its timeout is over", () => {
    const { store, advance } = testQueues([{ name: "changes", visibilityTimeoutSeconds: 20 }]);
    store.send("changes", { body: "hello" });
    store.receive("changes");
    advance(19_999);
    expect(store.receive("changes")).toEqual([]);
    advance(1);
    expect(store.receive("changes")).toMatchObject([
      { receiveCount: 2, firstReceivedAt: NOON, body: "hello" },
    ]);
  });

  it("is gone once it is deleted", () => {
    const { store, advance } = testQueues();
    store.send("changes", { body: "hello" });
    for (const { receiptHandle } of store.receive("changes"))
      store.delete("changes", receiptHandle);
    advance(3_600_000);
    expect(store.receive("changes")).toEqual([]);
    expect(store.nextAvailableAt()).toBeUndefined();
  });

  it("is not deleted with a receipt that a later receive has replaced", () => {
    const { store, advance } = testQueues();
    store.send("changes", { body: "hello" });
    const [first] = store.receive("changes");
    advance(30_000);
    store.receive("changes");
    store.delete("changes", first?.receiptHandle ?? "");
    advance(30_000);
    expect(store.receive("changes")).toHaveLength(1);
  });

  it("comes back at once when its visibility is changed to 0, later when to more", () => {
    const { store, advance } = testQueues();
    store.send("changes", { body: "hello" });
    const [first] = store.receive("changes");
    store.changeVisibility("changes", first?.receiptHandle ?? "", 0);
    const [second] = store.receive("changes");
    expect(second).toMatchObject({ receiveCount: 2 });
    store.changeVisibility("changes", second?.receiptHandle ?? "", 300);
    advance(299_000);
    expect(store.receive("changes")).toEqual([]);
    advance(1_000);
    expect(store.receive("changes")).toHaveLength(1);
  });

  it("cannot be given another visibility by one who no longer holds it", () => {
    const { store, advance } = testQueues();
    store.send("changes", { body: "hello" });
    const handle = store.receive("changes")[0]?.receiptHandle ?? "";
    advance(30_000);
    expect(refusalOf(() => store.changeVisibility("changes", handle, 10))).toBe(
      "MessageNotInflight",
    );
    expect(refusalOf(() => store.changeVisibility("changes", "?", 10))).toBe(
      "ReceiptHandleIsInvalid",
    );
  });

  it("waits out its delay, its own or the queue's", () => {
    const { store, advance } = testQueues([{ name: "changes", delaySeconds: 5 }]);
    store.send("changes", { body: "queue's" });
    store.send("changes", { body: "own", delaySeconds: 900 });
    store.send("changes", { body: "none", delaySeconds: 0 });
    const bodies = () => store.receive("changes", { max: 10 }).map(({ body }) => body);
    expect(bodies()).toEqual(["none"]);
    advance(5_000);
    expect(bodies()).toEqual(["queue's"]);
    advance(895_000);
    expect(bodies()).toContain("own");
  });

  it.each([
    ["an unknown queue", "nowhere", { body: "x" }, "QueueDoesNotExist"],
    ["no body", "changes", { body: "" }, "InvalidParameterValue"],
    ["a control character", "changes", { body: "a\u0000b" }, "InvalidMessageContents"],
    ["a body over 1 MiB", "changes", { body: "x".repeat(1_048_577) }, "InvalidParameterValue"],
    [
      "a delay over 15 minutes",
      "changes",
      { body: "x", delaySeconds: 901 },
      "InvalidParameterValue",
    ],
    ["a group id with a space", "changes", { body: "x", groupId: "a b" }, "InvalidParameterValue"],
  ])("is refused with %s", (_, queueName, message, refusal) => {
    const { store } = testQueues();
    expect(refusalOf(() => store.send(queueName, message))).toBe(refusal);
    expect(store.depth("changes").visible).toBe(0);
  });
});

describe("a message that keeps failing", () => {
  const queues = [
    { name: "dead" },
    { name: "changes", maxReceiveCount: 2, deadLetterQueue: "dead", visibilityTimeoutSeconds: 1 },
  ];

  it("moves to the dead-letter queue with its id, body, attributes and history", () => {
    const { store, advance } = testQueues(queues);
    const attributes = { reason: { DataType: "String", StringValue: "poison" } };
    const sent = store.send("changes", { body: "poison", attributes, groupId: "acme" });
    for (let receives = 0; receives < 2; receives += 1) {
      expect(store.receive("changes")).toHaveLength(1);
      advance(1_000);
    }
    expect(store.receive("changes")).toEqual([]);
    expect(store.receive("dead")).toMatchObject([
      {
        ...sent,
        body: "poison",
        attributes,
        groupId: "acme",
        sentAt: NOON,
        sourceQueue: "changes",
      },
    ]);
  });

  it("leaves the room it took to the messages behind it", () => {
    const { store, advance } = testQueues(queues);
    for (let index = 0; index < 3; index += 1) store.send("changes", { body: "poison" });
    for (let receives = 0; receives < 2; receives += 1) {
      store.receive("changes", { max: 3 });
      advance(1_000);
    }
    store.send("changes", { body: "good" });
    expect(store.receive("changes", { max: 3 })).toMatchObject([{ body: "good" }]);
    expect(store.depth("dead").visible).toBe(3);
  });
});

describe("what the queues hold", () => {
  it("is counted by what it waits for, delayed until due apart", () => {
    const { store, advance } = testQueues([{ name: "changes" }, { name: "due" }]);
    const attributes = { dueAt: { DataType: "Number", StringValue: "1" } };
    store.send("due", { body: "a", attributes, delaySeconds: 60 });
    store.send("due", { body: "b", delaySeconds: 10 });
    store.send("due", { body: "c" });
    store.send("due", { body: "d" });
    store.receive("due");
    const due = () => store.pending().get("due");
    expect(due()).toEqual({ visible: 1, inFlight: 1, delayed: 1, delayedUntilDue: 1 });
    advance(60_000);
    expect(due()).toEqual({ visible: 4, inFlight: 0, delayed: 0, delayedUntilDue: 0 });
    store.purge("due");
    expect(due()).toEqual({ visible: 0, inFlight: 0, delayed: 0, delayedUntilDue: 0 });
  });

  it("names the next instant at which something becomes available", () => {
    const { store, advance } = testQueues([{ name: "changes" }, { name: "due" }]);
    expect(store.nextAvailableAt()).toBeUndefined();
    store.send("due", { body: "later", delaySeconds: 60 });
    store.send("changes", { body: "now" });
    expect(store.nextAvailableAt()).toBe(NOON + 60_000);
    store.receive("changes");
    expect(store.nextAvailableAt()).toBe(NOON + 30_000);
    expect(store.nextAvailableAt("due")).toBe(NOON + 60_000);
    advance(60_000);
    expect(store.nextAvailableAt()).toBeUndefined();
  });

  it("is announced when it becomes visible, by a send, by the clock or by being given back", () => {
    const { store, advance } = testQueues();
    const heard: string[] = [];
    const stop = store.onAvailable((name) => heard.push(name));
    store.send("changes", { body: "now" });
    expect(heard).toHaveLength(1);
    store.send("changes", { body: "later", delaySeconds: 10 });
    expect(heard).toHaveLength(1);
    advance(10_000);
    expect(heard).toHaveLength(2);
    const handle = store.receive("changes")[0]?.receiptHandle ?? "";
    store.changeVisibility("changes", handle, 0);
    expect(heard).toHaveLength(3);
    stop();
    store.send("changes", { body: "unheard" });
    expect(heard).toHaveLength(3);
  });

  it("is announced by itself when the clock runs on and a delay ends", async () => {
    const store = new QueueStore(queueFile(), Date.now);
    store.addQueue({ name: "changes" });
    store.send("changes", { body: "later", delaySeconds: 1 });
    const heard = await new Promise((resolve) => store.onAvailable(resolve));
    expect(heard).toBe("changes");
    expect(store.receive("changes")).toHaveLength(1);
    store.close();
  });

  it("is announced in time after the clock was moved to shortly before", async () => {
    let offset = 0;
    const store = new QueueStore(queueFile(), () => Date.now() + offset);
    store.addQueue({ name: "changes" });
    store.send("changes", { body: "later", delaySeconds: 900 });
    offset = 899_750;
    store.wake();
    expect(store.receive("changes")).toEqual([]);
    expect(await new Promise((resolve) => store.onAvailable(resolve))).toBe("changes");
    store.close();
  });

  it("is all or nothing within a transaction, and announced once", () => {
    const { store } = testQueues();
    const heard: string[] = [];
    store.onAvailable((name) => heard.push(name));
    const failing = () =>
      store.transaction(() => {
        store.send("changes", { body: "a" });
        throw new Error("stop");
      });
    expect(failing).toThrow("stop");
    expect(store.depth("changes").visible).toBe(0);
    expect(heard).toEqual([]);
    store.transaction(() => {
      store.send("changes", { body: "a" });
      store.send("changes", { body: "b" });
    });
    expect(store.depth("changes").visible).toBe(2);
    expect(heard).toEqual(["changes"]);
  });

  it("belongs to one process: a second one is told so", () => {
    const path = queueFile();
    const store = new QueueStore(path, Date.now);
    expect(() => new QueueStore(path, Date.now)).toThrow("Another process uses the queues");
    store.close();
    new QueueStore(path, Date.now).close();
  });
});
