import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, vi } from "vitest";
import { musterSurface } from "./sandbox-muster.ts";
import { sandboxApp } from "./sandbox-run.ts";

const patient = { timeout: 50_000, interval: 20 };

/** Starts the sandbox as the local system does: a process of its own, told by environment. */
async function startProcess(musterUrl: string, data: string) {
  const child = fork(resolve(import.meta.dirname, "../../../infra/local/sandbox/main.ts"), {
    silent: true,
    env: {
      ...process.env,
      SANDBOX_PORT: "0",
      SANDBOX_PERIOD_MS: "0",
      MUSTER_URL: musterUrl,
      MUSTER_TOKEN: "token",
      MUSTER_DATA: data,
      HUBSPOT_CLIENT_ID: sandboxApp.clientId,
      HUBSPOT_CLIENT_SECRET: sandboxApp.clientSecret,
    },
  });
  if (child.stdout === null) throw new Error("The process has no output.");
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line);
    if (typeof url === "string") return { child, url };
  }
  throw new Error("The sandbox ended before it answered.");
}

async function end(child: ChildProcess, how: () => void): Promise<NodeJS.Signals | number | null> {
  const ended = new Promise<NodeJS.Signals | number | null>((done) => {
    child.once("exit", (code, signal) => done(signal ?? code));
  });
  how();
  return ended;
}

it("survives kill -9 with nothing lost or told twice over, and leaves with its parent", async () => {
  const data = mkdtempSync(join(tmpdir(), "sandbox-process-"));
  await using muster = await musterSurface();
  const first = await startProcess(muster.url, data);
  process.env["HUBSPOT_AUTH_URL"] = first.url;
  process.env["HUBSPOT_API_URL"] = first.url;
  process.env["HUBSPOT_CLIENT_ID"] = sandboxApp.clientId;
  process.env["HUBSPOT_CLIENT_SECRET"] = sandboxApp.clientSecret;
  await vi.waitFor(() => expect(muster.changes.length).toBeGreaterThan(500), patient);
  expect(await end(first.child, () => first.child.kill("SIGKILL"))).toBe("SIGKILL");

  const second = await startProcess(muster.url, data);
  await vi.waitFor(async () => {
    const response = await fetch(`${second.url}/sandbox/outbox`);
    expect(await response.json()).toEqual({ size: 0 });
  }, patient);
  const told = new Set(
    muster.changes.filter(({ object }) => object === "contact").map(({ recordId }) => recordId),
  );
  expect([...told].filter((id) => !id.startsWith("learner-"))).toHaveLength(600);
  expect([...told].filter((id) => id.startsWith("learner-"))).toHaveLength(600);
  expect(muster.connections).toHaveLength(8);
  expect(await end(second.child, () => second.child.disconnect())).toBe(0);
  rmSync(data, { recursive: true });
}, 60_000);
