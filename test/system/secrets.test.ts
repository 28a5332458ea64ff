import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { synthesize } from "../../infra/local/synthesis.ts";
import { type System, startSystem } from "../../infra/local/system.ts";
import { Muster, root } from "./running.ts";

const Connections = z.object({ items: z.array(z.object({ kind: z.string(), state: z.string() })) });
const Lists = z.object({ items: z.array(z.object({ size: z.number() })) });

const dataFolder = mkdtempSync(join(tmpdir(), "muster-secrets-"));
const lines: string[] = [];
let system: System;
beforeAll(async () => {
  const templateFolder = await synthesize(root);
  const onLine = (source: string, line: string) => void lines.push(`${source} ${line}`);
  system = await startSystem({ dataFolder, templateFolder, sample: true, onLine });
});
afterAll(async () => {
  await system.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** Waits until the CRM is connected by its grant, and pushed to with its tokens. */
async function connected(muster: Muster): Promise<void> {
  await muster.until(async () => {
    const { items } = Connections.parse(await muster.read("/api/v1/connections"));
    const granted = items.some(({ kind, state }) => kind === "hubspot" && state === "connected");
    // The sandbox is a process of its own, which may start after Muster.
    const answer = await fetch(`${system.sandboxUrl}/sandbox/lists`).catch(() => undefined);
    const lists = Lists.parse((await answer?.json()) ?? { items: [] });
    // The line of a push comes after the list has it.
    const pushed =
      lists.items.some(({ size }) => size > 0) &&
      lines.some((line) => line.includes("memberships pushed"));
    return granted && pushed && items.length === 8 ? true : undefined;
  }, 300_000);
}

/** What the CRM and the others handed out, as they know it themselves. */
function handedOut(): string[] {
  const sandbox = new DatabaseSync(join(dataFolder, "sandbox.sqlite"), { readOnly: true });
  try {
    const column = (sql: string) =>
      sandbox
        .prepare(sql)
        .all()
        .map((row) => String(row["text"]));
    return [
      ...column("SELECT token AS text FROM grants"),
      ...column("SELECT value AS text FROM facts WHERE name IN ('lmsToken', 'academySecret')"),
    ];
  } finally {
    sandbox.close();
  }
}

/** The file and what is not yet merged into it. */
function bytesOf(file: string): string {
  return [file, `${file}-wal`]
    .map((name) => join(dataFolder, name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "latin1"))
    .join("");
}

describe("tokens and secrets of the connected systems", () => {
  it("stand in no log line, and in the clear neither in the database nor in a queue", async () => {
    await connected(new Muster(system.url, system.token));
    const secrets = handedOut();
    expect(secrets.filter((each) => /^(access|refresh)-/.test(each)).length).toBeGreaterThan(1);
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    const clientSecret = system.model.functions
      .map(({ environment }) => environment["HUBSPOT_CLIENT_SECRET"] ?? "")
      .filter((secret) => secret !== "");
    const log = lines.join("\n");
    expect(log).toContain("memberships pushed");
    for (const secret of [...secrets, ...clientSecret, system.token])
      expect(log).not.toContain(secret);
    for (const file of ["dynamodb.sqlite", "queues.sqlite"]) {
      const bytes = bytesOf(file);
      expect(bytes.length).toBeGreaterThan(10_000);
      for (const secret of secrets) expect(bytes, file).not.toContain(secret);
    }
    expect(statSync(join(dataFolder, "master-key")).mode & 0o777).toBe(0o600);
  });
});

describe("personal data", () => {
  it("stands in no log line, of whatever function", async () => {
    await connected(new Muster(system.url, system.token));
    const addresses = /[\w.+-]+(@|%40)[\w-]+\.[a-z]{2,}/gi;
    expect(lines.join("\n").match(addresses) ?? []).toEqual([]);
  });
});
