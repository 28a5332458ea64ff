import { equal } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueueDepth } from "../../../../infra/local/queues/queue-definition.ts";
import { QueueStore } from "../../../../infra/local/queues/queue-store.ts";

/** What a message of the model is: who holds it, until when, and how often it was received. */
interface ModelMessage {
  availableAt: number;
  state: "free" | "held" | "delayed";
  due: boolean;
  receipt: string;
  receives: number;
}

const MAX_RECEIVES = 3;
const LEASE_SECONDS = 10;

const step = fc.oneof(
  fc.record({
    kind: fc.constant("send" as const),
    group: fc.constantFrom("a", "b", undefined),
    delay: fc.constantFrom(0, 0, 7),
    due: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ kind: fc.constant("delete" as const), nth: fc.nat(20) }),
  fc.record({
    kind: fc.constant("hold" as const),
    nth: fc.nat(20),
    seconds: fc.constantFrom(0, 5, 60),
  }),
  fc.record({ kind: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant("release" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The store beside the plainest list that behaves alike. */
class Pair {
  now = 0;
  readonly store = new QueueStore(":memory:", () => this.now);
  readonly model = new Map<string, ModelMessage>();

  constructor() {
    this.store.addQueue({ name: "dead" });
    this.store.addQueue({
      name: "work",
      visibilityTimeoutSeconds: LEASE_SECONDS,
      maxReceiveCount: MAX_RECEIVES,
      deadLetterQueue: "dead",
    });
  }

  take(one: Step): void {
    switch (one.kind) {
      case "send":
        return this.send(one.group, one.delay, one.due);
      case "receive":
        return this.receive(one.max);
      case "delete":
        return this.withHeld(one.nth, (id, message) => {
          this.store.delete("work", message.receipt);
          this.model.delete(id);
        });
      case "hold":
        return this.withHeld(one.nth, (_, message) => {
          this.store.changeVisibility("work", message.receipt, one.seconds);
          message.availableAt = this.now + one.seconds * 1000;
        });
      case "pass":
        this.now += one.seconds * 1000;
        return this.store.wake();
      case "release":
        return this.release();
      default:
        return one satisfies never;
    }
  }

  send(groupId: string | undefined, delaySeconds: number, due: boolean): void {
    const attributes = due ? { dueAt: { DataType: "Number", StringValue: "1" } } : {};
    const { messageId } = this.store.send("work", { body: "x", groupId, delaySeconds, attributes });
    const availableAt = this.now + delaySeconds * 1000;
    const state = delaySeconds > 0 ? "delayed" : "free";
    this.model.set(messageId, { availableAt, state, due, receipt: "", receives: 0 });
  }

  receive(max: number): void {
    this.settle();
    const free = [...this.model].filter(([, message]) => message.state === "free");
    const received = this.store.receive("work", { max });
    for (const { messageId, receiptHandle, receiveCount } of received) {
      const message = this.model.get(messageId);
      equal(message?.state, "free");
      if (!message) continue;
      message.state = "held";
      message.availableAt = this.now + LEASE_SECONDS * 1000;
      message.receipt = receiptHandle;
      message.receives += 1;
      equal(receiveCount, message.receives);
    }
    const parked = this.drainDead();
    for (const id of parked) {
      equal(this.model.get(id)?.receives, MAX_RECEIVES);
      this.model.delete(id);
    }
    if (received.length < max) equal(received.length + parked.length, free.length);
  }

  drainDead(): string[] {
    const moved = this.store.receive("dead", { max: 10 });
    for (const { receiptHandle } of moved) this.store.delete("dead", receiptHandle);
    const ids = moved.map(({ messageId }) => messageId);
    return ids.length === 0 ? ids : [...ids, ...this.drainDead()];
  }

  withHeld(nth: number, act: (id: string, message: ModelMessage) => void): void {
    this.settle();
    const held = [...this.model].filter(([, message]) => message.state === "held");
    const chosen = held[nth % Math.max(1, held.length)];
    if (chosen) act(...chosen);
  }

  release(): void {
    this.settle();
    this.store.releaseInFlight();
    for (const message of this.model.values()) {
      if (message.state !== "held") continue;
      message.state = "free";
      message.receives -= 1;
    }
  }

  settle(): void {
    for (const message of this.model.values()) {
      if (message.availableAt <= this.now) message.state = "free";
    }
  }

  depth(): QueueDepth {
    this.settle();
    const count = (state: string, due?: boolean) =>
      [...this.model.values()].filter(
        (message) => message.state === state && (due === undefined || message.due === due),
      ).length;
    return {
      visible: count("free"),
      inFlight: count("held"),
      delayed: count("delayed", false),
      delayedUntilDue: count("delayed", true),
    };
  }

  nextAvailableAt(): number | undefined {
    const instants = [...this.model.values()]
      .filter(({ state }) => state !== "free")
      .map(({ availableAt }) => availableAt);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }
}

describe("the queue store, after any sequence of calls", () => {
  it("holds, counts and hands out what a plain list would", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pair = new Pair();
        for (const one of steps) {
          pair.take(one);
          expect(pair.store.depth("work")).toEqual(pair.depth());
          expect(pair.store.nextAvailableAt("work")).toBe(pair.nextAvailableAt());
        }
        pair.store.close();
      }),
      { numRuns: 100 },
    );
  });
});
