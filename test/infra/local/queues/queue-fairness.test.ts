import { describe, expect, it } from "vitest";
import type { QueueStore } from "../../../../infra/local/queues/queue-store.ts";
import { testQueues } from "./queue-fixture.ts";

const sendMany = (store: QueueStore, groupId: string, count: number) =>
  store.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      store.send("changes", { body: `${groupId} ${index}`, groupId });
    }
  });

const groupsOf = (messages: readonly { readonly groupId: string | undefined }[]) =>
  messages.map(({ groupId }) => groupId);

/** The best of five runs: other work on the machine slows single ones. */
const perSecond = (work: () => void): number => {
  const count = 400;
  const rates = Array.from({ length: 5 }, () => {
    const from = performance.now();
    for (let done = 0; done < count; done += 1) work();
    return count / ((performance.now() - from) / 1000);
  });
  return Math.max(...rates);
};

describe("fairness between message groups", () => {
  it("gives a quiet group the next place, however long the noisy one's backlog", () => {
    const { store } = testQueues();
    sendMany(store, "noisy", 500);
    store.receive("changes", { max: 10 });
    sendMany(store, "quiet", 3);
    const groups = groupsOf(store.receive("changes", { max: 4 }));
    expect(groups.filter((group) => group === "quiet")).toHaveLength(3);
    expect(groups.filter((group) => group === "noisy")).toHaveLength(1);
  });

  it("shares one receive evenly between groups that are equally busy", () => {
    const { store } = testQueues();
    for (const group of ["a", "b", "c"]) sendMany(store, group, 20);
    const groups = groupsOf(store.receive("changes", { max: 9 }));
    for (const group of ["a", "b", "c"]) {
      expect(groups.filter((one) => one === group)).toHaveLength(3);
    }
  });

  it("gives a lone group every place: groups do not serialise", () => {
    const { store } = testQueues();
    sendMany(store, "noisy", 25);
    expect(store.receive("changes", { max: 10 })).toHaveLength(10);
    expect(store.receive("changes", { max: 10 })).toHaveLength(10);
    expect(store.receive("changes", { max: 10 })).toHaveLength(5);
  });

  it("takes turns when nobody has anything in flight", () => {
    const { store } = testQueues();
    for (const group of ["a", "b", "c"]) sendMany(store, group, 10);
    const served: (string | undefined)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      for (const message of store.receive("changes")) {
        served.push(message.groupId);
        store.delete("changes", message.receiptHandle);
      }
    }
    expect(new Set(served.slice(0, 3))).toEqual(new Set(["a", "b", "c"]));
    expect(served.slice(3)).toEqual(served.slice(0, 3));
  });

  it("hands out one group's messages in the order they came", () => {
    const { store } = testQueues();
    sendMany(store, "a", 3);
    expect(store.receive("changes", { max: 3 }).map(({ body }) => body)).toEqual([
      "a 0",
      "a 1",
      "a 2",
    ]);
  });

  it("stays as quick with 100,000 messages of one group before a few of others", () => {
    const { store } = testQueues();
    const empty = testQueues().store;
    sendMany(store, "noisy", 100_000);
    const send = (to: QueueStore) => () => to.send("changes", { body: "x", groupId: "noisy" });
    expect(perSecond(send(store))).toBeGreaterThan(perSecond(send(empty)) / 3);
    sendMany(store, "quiet", 3);
    expect(groupsOf(store.receive("changes", { max: 6 }))).toContain("quiet");
    const round = (from: QueueStore) => () => {
      for (const { receiptHandle } of from.receive("changes"))
        from.delete("changes", receiptHandle);
    };
    expect(perSecond(round(store))).toBeGreaterThan(perSecond(round(empty)) / 3);
  });
});
