import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { RequestHandler } from "../../../../infra/local/queues/aws-json.ts";
import type { QueueSettings } from "../../../../infra/local/queues/queue-definition.ts";
import { QueueStore } from "../../../../infra/local/queues/queue-store.ts";

/** A file for the queues that is gone after the test. */
export const queueFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "queues-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "queues.db");
};

export interface TestQueues {
  readonly store: QueueStore;
  /** Moves the store's clock and tells the store. */
  advance(ms: number): void;
}

export const NOON = Date.UTC(2026, 10, 22, 12);

/** A store whose clock stands at noon until the test moves it. */
export const testQueues = (
  queues: readonly QueueSettings[] = [{ name: "changes" }],
): TestQueues => {
  let instant = NOON;
  const store = new QueueStore(queueFile(), () => instant);
  onTestFinished(() => store.close());
  for (const queue of queues) store.addQueue(queue);
  const advance = (ms: number) => {
    instant += ms;
    store.wake();
  };
  return { store, advance };
};

/** Serves the handler on a free loopback port until the test ends; returns the origin. */
export const serve = async (handler: RequestHandler): Promise<string> => {
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server.address())}`;
};

const portOf = (address: AddressInfo | string | null): number => {
  if (address !== null && typeof address === "object") return address.port;
  throw new Error("The server listens on no port");
};

export const credentials = { accessKeyId: "local", secretAccessKey: "local" };
