import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { QueueStore } from "../../../../infra/local/queues/queue-store.ts";
import { credentials, queueFile } from "./queue-fixture.ts";

const startProcess = async (path: string): Promise<{ child: ChildProcess; origin: string }> => {
  const script = fileURLToPath(new URL("accepting-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  return { child, origin: `http://127.0.0.1:${port}` };
};

const clientOf = (endpoint: string) =>
  new SQSClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });

/** Sends until the process is gone; returns the ids it acknowledged. */
const sendUntilRefused = async (origin: string, onAccepted: () => void): Promise<string[]> => {
  const client = clientOf(origin);
  const accepted: string[] = [];
  for (;;) {
    const command = new SendMessageCommand({ QueueUrl: `${origin}/0/changes`, MessageBody: "x" });
    const answer = await client.send(command).catch(() => undefined);
    if (answer?.MessageId === undefined) return accepted;
    accepted.push(answer.MessageId);
    onAccepted();
  }
};

const drain = (store: QueueStore): string[] => {
  const ids: string[] = [];
  for (;;) {
    const messages = store.receive("changes", { max: 10 });
    if (messages.length === 0) return ids;
    for (const { messageId } of messages) ids.push(messageId);
  }
};

describe("a process killed with SIGKILL while it accepts messages", () => {
  it("has kept every message it acknowledged", async () => {
    const path = queueFile();
    const { child, origin } = await startProcess(path);
    let accepted = 0;
    const senders = Array.from({ length: 8 }, () =>
      sendUntilRefused(origin, () => {
        accepted += 1;
        if (accepted === 300) child.kill("SIGKILL");
      }),
    );
    const acknowledged = (await Promise.all(senders)).flat();
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    const store = new QueueStore(path, Date.now);
    store.addQueue({ name: "changes" });
    expect(drain(store)).toEqual(expect.arrayContaining(acknowledged));
    store.close();
  });

  it("leaves nothing in flight: what it held is visible again and loses no receive", async () => {
    const path = queueFile();
    const { child, origin } = await startProcess(path);
    const client = clientOf(origin);
    const QueueUrl = `${origin}/0/changes`;
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    const held = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(held.Messages).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = new QueueStore(path, Date.now);
    store.addQueue({ name: "changes" });
    expect(store.receive("changes")).toEqual([]);
    store.releaseInFlight();
    expect(store.receive("changes")).toMatchObject([
      { messageId: sent.MessageId, receiveCount: 1 },
    ]);
    store.close();
  });
});
